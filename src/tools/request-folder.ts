// request_folder: the agent wants another folder. It always asks, and the person may pick another one.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { PlainTool } from './tool.ts';

type Input = ToolInput<'request_folder'>;

const DESCRIPTION = `Asks the user for a folder that is not open to this task, or for more access to one that is, and waits for the answer.
Use it only when the request cannot be met with the open folders (list_files on "/folders" shows them). The user sees your reason and may pick \
another folder; the answer names its path below /folders.
access: "read" to look, "write" to create, change and move (a delete asks every time), "full" where deletes are part of the job; ask for the least.
Limits: 2,000 characters of reason. suggested_path is a place on the user's computer, if you know one.
Example: {"reason":"The invoices that you mention are not in Downloads","suggested_path":"~/Documents/Invoices","access":"read"}
Error: "The user did not give this folder. …"`;

export function requestFolder(): PlainTool<Input> {
  return {
    name: 'request_folder',
    effect: 'ask',
    description: DESCRIPTION,
    input: TOOL_INPUTS.request_folder,
    doing: () => 'Asking you for a folder',
    run: async ({ reason, suggested_path, access }) => ({
      kind: 'folder',
      reason,
      access,
      ...(suggested_path === undefined ? {} : { suggestedPath: suggested_path }),
    }),
  };
}
