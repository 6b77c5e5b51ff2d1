// Why something is asked. The product names the rule; here it stands in words of the page.
import type { AskingRule } from '../../../contract/asking.ts';

const WHY: Readonly<Record<AskingRule, string>> = {
  'the bytes before cannot be kept for undo': 'what was there before cannot be kept for an undo',
  'deleting always asks in a folder with access write': 'deletions are always asked about in this folder',
  'a replacement loses more than half of a file': 'more than half of a file would be lost',
  'a move leaves its folder': 'a file would leave its folder',
  'mode auto: something is deleted': 'something would be deleted',
  'mode auto: a move leaves its folder': 'a file would leave its folder',
  'mode auto: a file is replaced': 'a file would be replaced',
  'mode auto: more than 50 operations': 'it is more than 50 changes at once',
  'mode auto: a hidden file is touched': 'it is about a hidden file',
  'mode auto: a program is touched': 'it is about a program',
  'mode auto: a file was changed by someone else in the last 10 minutes':
    'somebody else changed one of the files in the last 10 minutes',
  'a folder that the agent wants always asks': 'a folder that the agent wants is always asked about',
  'a host that the agent wants always asks; what is sent there has left this computer':
    'a place on the network is always asked about, and what is sent there has left this computer',
  'a schedule that the agent wants always asks': 'a schedule that the agent wants is always asked about',
};

/** A newer product may have rules that this page does not know. */
export const why = (rule: string): string => `Asked because: ${Object.hasOwn(WHY, rule) ? `${WHY[rule as AskingRule]}.` : rule}`;
