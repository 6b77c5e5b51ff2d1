// What the terminal says about requests of commands.
import type { Refusal } from '../../contract/network.ts';

const WHY: Readonly<Record<Refusal, string>> = {
  unknown_host: 'nobody has allowed this host',
  bad_name: 'no plain host name',
  model_service: 'an AI service, which commands never reach',
  method: 'only downloads are allowed here',
  path: 'this path is not allowed',
  private_address: 'a private network',
  too_many: 'more than the record holds',
};

/** A newer product may have reasons that this one does not know. */
export const sayRefusal = (why: string): string => (Object.hasOwn(WHY, why) ? WHY[why as Refusal] : why);

export const words = {
  none: 'Its commands sent nothing and wanted to send nothing.',
  refused: (why: string, times: number) => `refused${times > 1 ? ` ${times} times` : ''}: ${why}`,
  failed: (why: string) => `nothing came of it: ${why}`,
  open: 'was under way',
  done: (status: number | undefined, out: string, back: string) =>
    `${status === undefined ? '' : `${status}, `}sent ${out}, got ${back}`,
} as const;
