// move_files: moves and renames, many at once, as one change.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { changesInWords } from './words/changes.ts';
import { count, counted } from './words/count.ts';
import { lastName, place } from './words/names.ts';

type Input = ToolInput<'move_files'>;

const DESCRIPTION = `Moves and renames files and folders, as many as you like at once; missing target folders are made.
Put everything that belongs together into one call: the user is asked once and can undo it as one. Prefer it to delete_files. "to" is \
the whole new path; when it ends in "/", the name is kept. Swaps and cycles of names work (a to b and b to a). A folder moves with all it holds.
Limits: 20,000 moves a call. Moving onto an existing file is refused unless replace is true, which counts as deleting that file.
Example: {"moves":[{"from":"/folders/Downloads/a.jpg","to":"/folders/Downloads/Pictures/2024/"}]}
Error: "There is already something at the target: /folders/Downloads/b.jpg … Nothing was changed."`;

export function moveFiles(): ChangingTool<Input> {
  return {
    name: 'move_files',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.move_files,
    doing: ({ moves }) =>
      moves.length === 1 && moves[0] ? `Moving ${place(moves[0].from)}` : `Moving ${counted(moves.length, 'file')}`,
    run: async ({ moves, replace = false }) => ({
      kind: 'changes',
      draft: moves.map(({ from, to }) => ({ op: 'move' as const, from, to: targetOf(from, to), replace })),
    }),
    describe: ({ moves }, report) =>
      changeReport(report, (operations, { set }) => {
        const destroyed = new Set(set.facts.deletes);
        const onto = operations.filter(({ op, to }) => op === 'move' && to !== undefined && destroyed.has(to)).length;
        const replaced = onto > 0 ? `, ${count(onto)} onto a file that was there` : '';
        const words = changesInWords(operations, { verb: 'Moved', kind: 'move' }) + replaced;
        const [only] = moves;
        const one =
          moves.length === 1 && only ? `Moved ${lastName(only.from)} to ${place(targetOf(only.from, only.to))}` : undefined;
        return { text: `${words}.`, summary: one ?? words };
      }),
  };
}

/** A target that ends in a slash is a folder: the name is kept. */
const targetOf = (from: string, to: string): string =>
  to.endsWith('/') ? to + (from.replace(/\/+$/, '').split('/').pop() ?? '') : to;
