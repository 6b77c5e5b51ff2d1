// Finds out which points each kind of work passes, and how often: lives without kills, written down. The cases are made from this, so
// that no list of them can go stale.
import type { CrashPoint } from '../../src/contract/crash-points.ts';
import type { Case, Workload } from './case.ts';
import type { Spot } from './crash-control.ts';
import type { Instance } from './instance.ts';
import { type Life, live, type Phase } from './life.ts';
import { DECIDED, HALF } from './quick.ts';

/** A case without its victim. */
export type Template = Omit<Case, 'victim'> & { readonly at: Spot };

export interface Recording {
  readonly templates: readonly Template[];
  /** How long a round of changes takes here, without a kill. */
  readonly roundMs: number;
}

const never = (workload: Workload): Case => ({ workload, victim: 'worker', at: 'never' });
const QUIET: Life = { mode: 'act', rounds: [], after: [] };

/** Where the first kill of a recovery strikes: decided and nothing done, half done, done and not receipted, receipted and not shown. */
const UNFINISHED: readonly Spot[] = [DECIDED, HALF, { point: 'changes-synced', nth: 2 }, { point: 'changes-receipt', nth: 3 }];
const OF_CHILDREN = /^(children-|task-ended|changes-decided|changes-receipt|tool-stored|model-stored)/;

/** In an instance whose runs are long. Takes as long as a few tasks without kills, and one kill for each recovery. */
export async function recordAll(instance: Instance): Promise<Recording> {
  const act = await recordLife(instance, 'record-act', {
    ...QUIET,
    rounds: [undefined, undefined, undefined],
    after: [],
  });
  const turns = await recordLife(instance, 'record-turns', {
    ...QUIET,
    rounds: [undefined],
    after: [never('undo'), never('redo'), never('delete')],
  });
  const ask = await recordLife(instance, 'record-ask', {
    ...QUIET,
    mode: 'ask',
    rounds: [undefined, undefined, never('changes denied')],
  });
  const heavy = await recordLife(instance, 'record-heavy', { ...QUIET, heavy: true, rounds: Array.from({ length: 9 }) });
  const prune = await recordLife(instance, 'record-prune', { ...QUIET, rounds: [undefined], after: [never('prune')] });
  const children = await recordLife(instance, 'record-children', { ...QUIET, by: 'tasks', rounds: [undefined, undefined] });
  const [, second] = rounds(act);
  const templates = [
    ...made('start of a task', phase(act, 'start')),
    ...made('changes unasked', second!.points.filter(isNoRun)),
    ...made('changes asked', rounds(ask)[1]!.points.filter(isNoRun)),
    ...made('changes denied', rounds(ask)[2]!.points.filter(isNoRun)),
    ...made(
      'compaction',
      rounds(heavy)
        .at(-1)!
        .points.filter((point) => point.startsWith('compaction-')),
    ),
    // What a task of its own passes is passed by every task: these stand for all.
    ...made(
      'children',
      rounds(children)[1]!.points.filter((point) => OF_CHILDREN.test(point)),
    ),
    ...made('end of a task', phase(act, 'end').filter(isNoRun)),
    ...made('undo', phase(turns, 'undo')),
    ...made('redo', phase(turns, 'redo')),
    ...made('delete', phase(turns, 'delete')),
    // It is told of each change; two stand for all.
    ...made('prune', phase(prune, 'prune').filter(isPrune)).filter(({ at }) => at.nth <= 2),
    ...(await afterFirst(instance, 'changes taken back', DECIDED)),
  ];
  for (const first of UNFINISHED) templates.push(...(await afterFirst(instance, 'recovery', first)));
  templates.push(...made('runs', ['run-begins', 'run-taken', 'run-ready']));
  return { templates, roundMs: second!.ms };
}

/** The same of tasks that only run commands, as far as a virtual machine matters there. */
export async function recordCommands(instance: Instance): Promise<Template[]> {
  const life: Life = { ...QUIET, by: 'commands' };
  const act = await recordLife(instance, 'commands-act', { ...life, rounds: [undefined, undefined] });
  const ask = await recordLife(instance, 'commands-ask', { ...life, mode: 'ask', rounds: [undefined, undefined] });
  const turns = await recordLife(instance, 'commands-turns', {
    ...life,
    rounds: [undefined],
    after: [never('undo')],
  });
  return [
    ...made('changes unasked', rounds(act)[1]!.points.filter(isNoRun)),
    ...made('changes asked', rounds(ask)[1]!.points.filter(isOfQuestion)),
    ...made('undo', phase(turns, 'undo')),
  ];
}

/** What is passed once something has happened at the first spot. */
async function afterFirst(instance: Instance, workload: Workload, first: Spot): Promise<Template[]> {
  const one: Case = { workload, victim: 'worker', at: 'never', first: { at: first, victim: 'worker' } };
  const passages = await recordLife(instance, `record-${workload.split(' ').at(-1)}-${first.point}`, {
    ...QUIET,
    rounds: [undefined, one],
  });
  const points = rounds(passages)[1]!.points;
  const from = spotsOf(points).findIndex(({ point, nth }) => point === first.point && nth === first.nth);
  const rest = points.slice(from + 1).filter(isNoRun);
  return made(workload, rest).map((template) => ({ ...template, first: { at: first, victim: 'worker' } }));
}

interface Passage {
  readonly phase: Phase;
  readonly points: readonly CrashPoint[];
  readonly ms: number;
}

async function recordLife(instance: Instance, id: string, life: Life): Promise<Passage[]> {
  const passages: Passage[] = [];
  let at = performance.now();
  instance.control.record();
  await live(instance, life, {
    id,
    report: () => undefined,
    over(over) {
      passages.push({ phase: over, points: instance.control.passed(), ms: performance.now() - at });
      at = performance.now();
    },
  });
  instance.control.stopRecording();
  return passages;
}

/** Each passing by its number: "the second `changes-linked`" is a spot too. */
export function spotsOf(points: readonly CrashPoint[]): Spot[] {
  const seen = new Map<CrashPoint, number>();
  return points.map((point) => {
    const nth = (seen.get(point) ?? 0) + 1;
    seen.set(point, nth);
    return { point, nth };
  });
}

const made = (workload: Workload, points: readonly CrashPoint[]): Template[] => spotsOf(points).map((at) => ({ workload, at }));
const rounds = (passages: readonly Passage[]): Passage[] => passages.filter((passage) => passage.phase === 'round');
const phase = (passages: readonly Passage[], of: Phase): readonly CrashPoint[] =>
  passages.find((passage) => passage.phase === of)?.points ?? [];
const isOfQuestion = (point: CrashPoint): boolean => /^(approval-|changes-shown|api-decision)/.test(point);
const isPrune = (point: CrashPoint): boolean => point.startsWith('prune-');
/** When a run hands over is Temporal's matter: only where runs are short is it passed in every round. */
const isNoRun = (point: CrashPoint): boolean => !point.startsWith('run-');
