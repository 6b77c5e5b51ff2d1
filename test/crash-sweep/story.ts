// A job in rounds on one real folder: each round appends a line, turns a circle of files, moves, writes and deletes one. Every effect
// shows whether it happened never, once or twice.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScriptedCall } from '../../src/demo/model-server/port.ts';
import { type Tree, wrongIn } from '../rig/job.ts';
import { call } from '../rig/scripts.ts';
import { roundAsCommand } from './command-round.ts';

const END = '— end —\n';
const CIRCLE = ['a', 'b', 'c'] as const;

/** How a round comes out: as the model wants it, not at all (denied), or without its moves (the user's own file was in the way). */
export type Ending = 'whole' | 'denied' | 'moves taken back';

/** How often an effect happened, and how often it should have. */
export interface Count {
  readonly effect: string;
  readonly times: number;
  readonly due: number;
}

export interface Story {
  /** Name of the folder, and of the grant. */
  readonly name: string;
  readonly before: Tree;
  /** The tree as it must be now. */
  tree(): Tree;
  calls(round: number): readonly ScriptedCall[];
  /** A round is over: says how often its effects are there, and what else is not as it must be. */
  close(folder: string, round: number, ending: Ending): Promise<{ counts: readonly Count[]; wrong: readonly string[] }>;
}

/** Where the user's own file stands in the way of a round's moves. */
export const obstacleOf = (round: number): string => `sorted/${round}`;
export const OBSTACLE = 'mine, and in the way\n';

/** By what the model works: four calls a round, one command that does the same, or a task of its own that makes the four calls. */
export type By = 'file tools' | 'commands' | 'tasks';

export function createStory(name: string, rounds: number, by: By): Story {
  const root = `/folders/${name}`;
  const before: Tree = new Map([['notes.md', `# Notes\n${END}`]]);
  for (const letter of CIRCLE) before.set(`circle/${letter}.txt`, `content ${letter}\n`);
  for (let r = 0; r < rounds; r += 1) {
    before.set(`in/${r}.txt`, `incoming ${r}\n`);
    before.set(`old/${r}.txt`, `old ${r}\n`);
  }
  let tree = before;
  return {
    name,
    before,
    tree: () => tree,
    calls: (r) => (by === 'commands' ? [roundAsCommand({ root, round: r, line: lineOf(r), end: END })] : roundOfCalls(root, r)),
    async close(folder, r, ending) {
      const was = tree;
      tree = treeAfter(was, r, ending);
      return { counts: await countEffects(folder, { was, r, ending }), wrong: await wrongIn(folder, tree) };
    },
  };
}

const roundOfCalls = (root: string, r: number): ScriptedCall[] => [
  call('move_files', {
    moves: [
      ...CIRCLE.map((letter, i) => ({ from: `${root}/circle/${letter}.txt`, to: `${root}/circle/${nextOf(i)}.txt` })),
      { from: `${root}/in/${r}.txt`, to: `${root}/sorted/${r}/` },
    ],
  }),
  call('edit_file', { path: `${root}/notes.md`, old_text: END, new_text: `${lineOf(r)}${END}` }),
  call('write_file', { path: `${root}/new/${r}.md`, content: `new ${r}\n` }),
  call('delete_files', { paths: [`${root}/old/${r}.txt`] }),
];

const lineOf = (r: number): string => `line of round ${r}\n`;
const nextOf = (i: number): string => CIRCLE[(i + 1) % CIRCLE.length]!;

function treeAfter(tree: Tree, r: number, ending: Ending): Tree {
  if (ending === 'denied') return tree;
  const after: Tree = new Map(tree);
  if (ending === 'whole') {
    for (const [i, letter] of CIRCLE.entries()) after.set(`circle/${nextOf(i)}.txt`, tree.get(`circle/${letter}.txt`)!);
    after.delete(`in/${r}.txt`);
    after.set(`sorted/${r}/${r}.txt`, `incoming ${r}\n`);
  } else after.set(obstacleOf(r), OBSTACLE);
  after.set('notes.md', tree.get('notes.md')!.replace(END, `${lineOf(r)}${END}`));
  after.set(`new/${r}.md`, `new ${r}\n`);
  after.delete(`old/${r}.txt`);
  return after;
}

async function countEffects(folder: string, of: { was: Tree; r: number; ending: Ending }): Promise<Count[]> {
  const { was, r, ending } = of;
  const there = async (path: string): Promise<string | undefined> => readFile(join(folder, path), 'utf8').catch(() => undefined);
  const notes = (await there('notes.md')) ?? '';
  const moved = { from: await there(`in/${r}.txt`), to: await there(`sorted/${r}/${r}.txt`) };
  const circle = (await Promise.all(CIRCLE.map((letter) => there(`circle/${letter}.txt`)))).join('');
  const dueMoves = ending === 'whole' ? 1 : 0;
  const due = ending === 'denied' ? 0 : 1;
  return [
    { effect: 'line appended', times: notes.split(lineOf(r)).length - 1, due },
    { effect: 'circle turned', times: turnsFrom(was, circle), due: dueMoves },
    { effect: 'file moved', times: moved.to === undefined ? 0 : moved.from === undefined ? 1 : 2, due: dueMoves },
    { effect: 'file written', times: await copies(join(folder, 'new'), `new ${r}\n`), due },
    { effect: 'file deleted', times: (await there(`old/${r}.txt`)) === undefined ? 1 : 0, due },
  ];
}

/** Three files in a circle: turned never, once and twice are three different trees. */
function turnsFrom(was: Tree, circle: string): number {
  const letters = CIRCLE.map((letter) => was.get(`circle/${letter}.txt`)!);
  return [0, 1, 2].find((n) => CIRCLE.map((_, i) => letters[(i + 2 * n) % CIRCLE.length]).join('') === circle) ?? 0;
}

async function copies(folder: string, content: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.filter((text) => text === content).length;
}
