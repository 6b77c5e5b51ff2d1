// write_file: a whole new content for one file, made or replaced.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { bytes } from './words/bytes.ts';
import { place, shown } from './words/names.ts';

type Input = ToolInput<'write_file'>;

const DESCRIPTION = `Writes one text file whole: makes it, or replaces all of its content. Missing folders on the way are made.
Use edit_file to change a part of a file, create_artifact for a result made for the user, move_files to rename. Before you replace a \
file, read it.
Limits: as much text as one answer of yours can hold; UTF-8. Replacing by less than half of the old length may ask the user.
Example: {"path":"/folders/Notes/todo.md","content":"# To do\\n- call Ann\\n"}
Error: "The user did not allow this and says: … Nothing was changed."`;

export function writeFile(): ChangingTool<Input> {
  return {
    name: 'write_file',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.write_file,
    doing: ({ path }) => `Writing ${place(path)}`,
    run: async ({ path, content }) => ({ kind: 'changes', draft: [{ op: 'write', path, content }] }),
    describe: ({ path }, report) =>
      changeReport(report, (operations) => {
        const written = operations.find(({ op }) => op === 'create' || op === 'replace');
        const verb = written?.op === 'create' ? 'Made' : 'Replaced';
        const size = written ? ` (${bytes(written.bytes)})` : '';
        return { text: `${verb} ${shown(written?.to ?? path)}${size}.`, summary: `${verb} ${place(path)}` };
      }),
  };
}
