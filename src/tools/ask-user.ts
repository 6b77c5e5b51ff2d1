// ask_user: one question to the person, who may answer hours later from another device.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { PlainTool } from './tool.ts';

type Input = ToolInput<'ask_user'>;

const DESCRIPTION = `Asks the user one question and waits for the answer, however long it takes; the user may be away.
Use it early, once, when the request can be read in two ways, and put everything that is open into this one question. Do not ask for \
permission to change files: the change itself asks. To get another folder use request_folder. Offer options where you can; free text is always possible.
Limits: 4,000 characters, at most 10 options; multiple lets the user choose several.
Example: {"question":"Which date should the photos be sorted by?","options":["Date taken","Date of the file"]}
Error: "ask_user was not called: … options has at most 10 items"`;

export function askUser(): PlainTool<Input> {
  return {
    name: 'ask_user',
    effect: 'ask',
    description: DESCRIPTION,
    input: TOOL_INPUTS.ask_user,
    doing: () => 'Asking you',
    run: async ({ question, options = [], multiple = false }) => ({
      kind: 'question',
      question,
      // Two equal options could not be told apart in the answer.
      options: [...new Set(options)],
      multiple,
    }),
  };
}
