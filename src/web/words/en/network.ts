// Words about what commands sent.
import type { Refusal } from '../../../contract/network.ts';

const WHY: Readonly<Record<Refusal, string>> = {
  unknown_host: 'nobody has allowed this host',
  bad_name: 'no plain host name',
  model_service: 'an AI service, which commands never reach',
  method: 'only downloads are allowed here',
  path: 'this path is not allowed',
  private_address: 'a private network',
  too_many: 'more than the record holds',
};

export const network = {
  menu: 'What its commands sent…',
  title: 'What its commands sent',
  none: 'Its commands sent nothing and wanted to send nothing.',
  more: 'More',
  /** A newer product may have reasons that this page does not know. */
  why: (why: string) => (Object.hasOwn(WHY, why) ? WHY[why as Refusal] : why),
  refused: (why: string, times: number) => `Refused${times > 1 ? ` ${times} times` : ''}: ${why}`,
  failed: (why: string) => `Nothing came of it: ${why}`,
  open: 'Was under way',
  sent: (status: number | undefined, out: string, back: string) =>
    `${status === undefined ? '' : `Answer ${status}, `}sent ${out}, got ${back}`,
};
