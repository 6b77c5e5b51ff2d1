// delete_files: files and folders go away for the user, and are kept for undo.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { changesInWords } from './words/changes.ts';
import { counted } from './words/count.ts';
import { place } from './words/names.ts';

type Input = ToolInput<'delete_files'>;

const DESCRIPTION = `Deletes files and folders with all they hold. The user can undo it for some weeks.
Use it only when the request asks for deleting; to tidy up prefer move_files. Unless the folder was given with full access the user is \
asked every time, so put all paths into one call and say before it why.
Limits: 20,000 paths a call.
Example: {"paths":["/folders/Downloads/setup (1).exe","/folders/Downloads/empty"]}
Error: "There is no such file: … Similar names: … Nothing was changed."`;

export function deleteFiles(): ChangingTool<Input> {
  return {
    name: 'delete_files',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.delete_files,
    doing: ({ paths }) =>
      paths.length === 1 && paths[0] ? `Deleting ${place(paths[0])}` : `Deleting ${counted(paths.length, 'file')}`,
    run: async ({ paths }) => ({ kind: 'changes', draft: [...new Set(paths)].map((path) => ({ op: 'delete' as const, path })) }),
    describe: ({ paths }, report) =>
      changeReport(report, (operations) => {
        const words = changesInWords(operations, { verb: 'Deleted', kind: 'delete' });
        return { text: `${words}.`, summary: paths.length === 1 && paths[0] ? `Deleted ${place(paths[0])}` : words };
      }),
  };
}
