// The story that is told on two volumes: sorted, moved from one to the other, taken back, done again, handed over, let go.
import type { DraftOp } from '../../src/files/port.ts';
import type { Desk } from '../files/changes/desk.ts';
import { MESSY_DRAFT } from '../files/changes/messy-draft.ts';

export interface Part {
  readonly name: string;
  /** Called again after a crash it does what is left to do. */
  readonly act: (desk: Desk, told: (fact: string) => void) => Promise<void>;
  /** The step whose receipt the part ends with. */
  readonly step?: number;
}

/** On the other volume: the kept copies lie in the folder itself, and moves are copies. */
const ELSEWHERE: readonly DraftOp[] = [
  { op: 'move', from: '/folders/d/docs', to: '/folders/e/papers', replace: false },
  { op: 'move', from: '/folders/e/back.txt', to: '/folders/d/back.txt', replace: false },
  { op: 'write', path: '/folders/e/list.txt', content: 'a longer list than it was before\n' },
  { op: 'delete', path: '/folders/e/old' },
  { op: 'mkdir', path: '/folders/e/new/deeper' },
];
const HANDED_OVER: readonly DraftOp[] = [
  { op: 'write', path: '/outputs/report.md', content: '# Report\n' },
  { op: 'write', path: '/scratch/notes.md', content: 'notes\n' },
];
const DELIVERED: readonly DraftOp[] = [{ op: 'deliver', path: '/outputs/report.md' }];

const change = (step: number, name: string, draft: readonly DraftOp[]): Part => ({
  name,
  step,
  async act(desk, told) {
    const frozen = await desk.sets.freeze(desk.key(step), 'test_tool', draft);
    if (frozen.kind !== 'frozen') throw new Error(`${name} overlaps ${frozen.with}`);
    told(`frozen ${name}`);
    const outcome = await desk.apply(frozen.set);
    if (outcome.kind !== 'applied') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  },
});

const takeBack = (name: string, step: number, redo = false): Part => ({
  name,
  async act(desk) {
    const changeSetId = (await desk.sets.ofCall(desk.key(step)))!.id;
    expectDone(name, await desk.undo({ requestId: name, redo, changeSetId }), ['undone']);
  },
});

/** After it, what is left of the task is undone; what was let go of cannot be, and is undone already. */
export const takeAllBack: Part['act'] = async (desk) =>
  expectDone('the end', await desk.undo({ requestId: 'the end' }), ['undone', 'nothing', 'refused']);

function expectDone(name: string, { results }: Awaited<ReturnType<Desk['undo']>>, states: readonly string[]): void {
  const bad = results.filter(({ state }) => !states.includes(state));
  if (bad.length > 0) throw new Error(`${name}: ${JSON.stringify(bad)}`);
}

const letGo: Part = {
  name: 'let go',
  async act(desk) {
    await desk.sets.prune({ olderThanMs: 0, maxBytes: 0, openTasks: [] });
  },
};

export const PARTS: readonly Part[] = [
  change(1, 'sort', MESSY_DRAFT),
  change(2, 'elsewhere', ELSEWHERE),
  takeBack('undo elsewhere', 2),
  takeBack('redo elsewhere', 2, true),
  change(3, 'hand over', HANDED_OVER),
  change(4, 'deliver', DELIVERED),
  takeBack('undo elsewhere again', 2),
  takeBack('undo sort', 1),
  letGo,
];
