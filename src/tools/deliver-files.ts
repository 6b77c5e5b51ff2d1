// deliver_files: hands finished files over, as copies in a folder that the user can see.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { bytes } from './words/bytes.ts';
import { counted, some } from './words/count.ts';
import { place, shown } from './words/names.ts';

type Input = ToolInput<'deliver_files'>;

const DESCRIPTION = `Hands finished files over to the user: copies them to the user's folder of results and shows them with the task.
Use it at the end, for files in /scratch, /outputs or a folder that the user should get. Not needed for what you changed in place in the \
user's own folders. To make a new file use create_artifact.
Limits: 1 to 1,000 files a call, no folders. A name that is taken gets another; nothing is replaced. Asks nothing.
Example: {"paths":["/scratch/report.pdf","/outputs/Receipts 2024.csv"]}
Error: "There is no such file: … Similar names: … Nothing was changed."`;

export function deliverFiles(): ChangingTool<Input> {
  return {
    name: 'deliver_files',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.deliver_files,
    doing: ({ paths }) =>
      paths.length === 1 && paths[0] ? `Delivering ${place(paths[0])}` : `Delivering ${counted(paths.length, 'file')}`,
    run: async ({ paths }) => ({ kind: 'changes', draft: [...new Set(paths)].map((path) => ({ op: 'deliver' as const, path })) }),
    describe: ({ paths }, report) =>
      changeReport(report, (_, { outputs }) => {
        const names = outputs.map((output) => `${shown(output.name)} (${bytes(output.bytes)})`);
        const files = counted(outputs.length || new Set(paths).size, 'file');
        const list = names.length > 0 ? `: ${some(names, 50)}` : '';
        return {
          text: `Delivered ${files}${list}. The user finds them with the results of the task.`,
          summary: `Delivered ${files}`,
        };
      }),
  };
}
