// One small task of the soak, all of it from the seed: its folder, what the model will do in which steps, and what each call must change.
import type { ScriptedCall } from '../../src/demo/model-server/port.ts';
import type { Tree } from '../rig/job.ts';
import type { Random } from '../rig/random.ts';
import { call } from '../rig/scripts.ts';
import { planPerson, type Person } from './plan-person.ts';

/** Which disk the task's folder is on: the home's own, another one, or the one that gets full. */
export type Place = 'same' | 'other' | 'small';

/** What one operation of a call does to the folder. */
export interface Effect {
  /** How an approval names it: `from>to`, below the folder. */
  readonly key: string;
  /** Where the same path is changed again and again: the line that its diff adds. */
  readonly mark?: string;
  apply(before: Tree, after: Tree): void;
}

export interface PlannedCall {
  readonly call: ScriptedCall;
  readonly effects: readonly Effect[];
  /** Name of the file that it delivers or makes as an output. */
  readonly output?: string;
}

export interface TaskPlan {
  readonly name: string;
  readonly place: Place;
  readonly mode: 'ask' | 'auto' | 'act';
  readonly access: 'write' | 'full';
  readonly before: Tree;
  /** One step each. */
  readonly rounds: readonly (readonly PlannedCall[])[];
  readonly person: Person;
}

/** Each line that is appended goes before this one, so that an append that happened twice shows. */
export const END = '— end —\n';
const LOG = 'Log.md';

export function planTask(random: Random, number: number): TaskPlan {
  const name = `chaos-${String(number).padStart(4, '0')}`;
  const draw = random.fork(name);
  const make = maker(draw, name);
  const rounds = Array.from({ length: draw.between(1, 4) }, () => {
    const kind = draw.pick(ROUNDS);
    return Array.from({ length: kind === 'asks' ? 1 : draw.between(1, 3) }, () => make[kind]());
  });
  return {
    name,
    place: draw.pick(['same', 'same', 'other', 'small']),
    mode: draw.pick(['ask', 'ask', 'auto', 'act']),
    access: draw.pick(['write', 'write', 'full']),
    before: make.before,
    rounds,
    person: planPerson(draw),
  };
}

/** Most steps change something; the rest looks or asks. */
const ROUNDS = ['changes', 'changes', 'changes', 'looks', 'results', 'asks'] as const;

/** Makes calls that never touch the same path twice, but for the log, which grows. */
function maker(draw: Random, name: string) {
  const root = `/folders/${name}`;
  const before: Tree = new Map([[LOG, `# Log\n${END}`]]);
  let files = 0;
  const file = (folder = draw.pick(['', 'Räume/', 'a b/c/'])): string => {
    const path = `${folder}${draw.pick(['Beleg', 'photo', 'cafe\u0301', '写真'])} ${(files += 1)}.txt`;
    before.set(path, `${path} of ${name}\n`.repeat(draw.between(1, 40)));
    return path;
  };
  const fresh = (folder: string): string => `${folder}/neu ${(files += 1)}.md`;

  const appended = (log: string, line: string): string => log.replace(END, () => `${line}${END}`);

  const changes: readonly (() => PlannedCall)[] = [
    function append() {
      const line = `line ${(files += 1)}, once\n`;
      return {
        call: call('edit_file', { path: `${root}/${LOG}`, old_text: END, new_text: `${line}${END}` }),
        effects: [
          { key: `>${LOG}`, mark: `+${line.trim()}`, apply: (_, after) => void after.set(LOG, appended(after.get(LOG)!, line)) },
        ],
      };
    },
    function create() {
      const path = fresh('Neu');
      const content = `# ${path}\n`.repeat(draw.between(1, 200));
      return {
        call: call('write_file', { path: `${root}/${path}`, content }),
        effects: [{ key: `>${path}`, apply: (_, after) => void after.set(path, content) }],
      };
    },
    function move() {
      const moves = Array.from({ length: draw.between(1, 6) }, () => [file(), `Sortiert/${draw.between(1, 3)}/`] as const);
      return moving(moves.map(([from, folder]) => [from, `${folder}${from.split('/').at(-1)}`]));
    },
    function swap() {
      const [a, b] = [file(), file()];
      return moving([
        [a, b],
        [b, a],
      ]);
    },
    function remove() {
      const paths = Array.from({ length: draw.between(1, 3) }, () => file());
      return {
        call: call('delete_files', { paths: paths.map((path) => `${root}/${path}`) }),
        effects: paths.map((path) => ({ key: `${path}>`, apply: (_, after) => void after.delete(path) })),
      };
    },
  ];
  const moving = (pairs: readonly (readonly [string, string])[]): PlannedCall => ({
    call: call('move_files', { moves: pairs.map(([from, to]) => ({ from: `${root}/${from}`, to: `${root}/${to}` })) }),
    effects: pairs.map(([from, to]) => ({
      key: `${from}>${to}`,
      apply(was, after) {
        // In a swap the other move may have come first: then this place holds that file already.
        if (after.get(from) === was.get(from)) after.delete(from);
        after.set(to, was.get(from)!);
      },
    })),
  });
  /** Long enough that something may happen in the middle of it. */
  const many = (): PlannedCall => {
    const from = Array.from({ length: draw.between(100, 400) }, () => file('viele/'));
    return moving(from.map((path) => [path, `Sortiert/viele/${path.split('/').at(-1)}`]));
  };
  const only = (name: string, input: Record<string, unknown>): PlannedCall => ({ call: call(name, input), effects: [] });
  const looks: readonly (() => PlannedCall)[] = [
    () => only('list_files', { path: root, recursive: true, limit: draw.between(1, 200) }),
    () => only('read_file', { path: `${root}/${LOG}`, limit: draw.between(1, 500) }),
    () => only('search_files', { path: root, pattern: `of ${name} ${draw.between(1, 99)}` }),
    () => only('update_plan', { steps: [{ title: `Put ${draw.between(1, 999)} things in order`, status: 'active' }] }),
  ];
  const results: readonly (() => PlannedCall)[] = [
    () => {
      const title = `Bericht ${(files += 1)}`;
      const made = call('create_artifact', { title, type: 'md', content: `# ${title}\n` });
      return { call: made, effects: [], output: `${title}.md` };
    },
    () => {
      const path = file();
      return { ...only('deliver_files', { paths: [`${root}/${path}`] }), output: path.split('/').at(-1)! };
    },
  ];
  return {
    before,
    changes: () => (draw.chance(0.04) ? many : draw.pick(changes))(),
    looks: () => draw.pick(looks)(),
    results: () => draw.pick(results)(),
    asks: () => only('ask_user', { question: `Which one, ${draw.between(1, 99)}?`, options: ['left', 'right'] }),
  };
}
