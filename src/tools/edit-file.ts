// edit_file: one exact passage of a text file, found exactly once, becomes another.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { bytes } from './words/bytes.ts';
import { place, shown } from './words/names.ts';

type Input = ToolInput<'edit_file'>;

const DESCRIPTION = `Replaces one passage of a text file; everything else in it, line ends and encoding too, stays as it is.
Use it for small changes in files that you have read; to write a file anew use write_file. old_text must occur exactly once, letter by \
letter: take enough lines around it.
Limits: one passage per call; an empty new_text removes it.
Example: {"path":"/folders/Notes/todo.md","old_text":"- call Ann\\n","new_text":"- call Ann (done)\\n"}
Error: "The text to replace was not found exactly once: it occurs 3 times … Read the file again …"`;

export function editFile(): ChangingTool<Input> {
  return {
    name: 'edit_file',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.edit_file,
    doing: ({ path }) => `Changing ${place(path)}`,
    run: async ({ path, old_text, new_text }) => ({
      kind: 'changes',
      draft: [{ op: 'edit', path, oldText: old_text, newText: new_text }],
    }),
    describe: ({ path }, report) =>
      changeReport(report, ([edited]) => ({
        text: `Changed one passage of ${shown(path)}${edited ? ` (now ${bytes(edited.bytes)})` : ''}.`,
        summary: `Changed ${place(path)}`,
      })),
  };
}
