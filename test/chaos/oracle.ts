// What must lie in a task's folder: follows from what the people decided and what the model was told, not from what the product says it did.
import type { Approval, ChangeSet, Operation } from '../../src/contract/changes.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import type { Tree } from '../rig/job.ts';
import type { Effect, TaskPlan } from './plan-task.ts';
import type { Made } from './script.ts';

export interface Expected {
  readonly tree: Tree;
  /** Effects that must be there. */
  readonly effects: number;
  /** Names of files that were handed over, each once. */
  readonly outputs: readonly string[];
  /** Where decision, answer to the model and claim of the product contradict each other. */
  readonly wrong: readonly string[];
}

interface Seen {
  readonly plan: TaskPlan;
  readonly made: readonly Made[];
  readonly approvals: readonly Approval[];
  readonly changes: readonly ChangeSet[];
  readonly log: readonly TaskEvent[];
}

export function expectedOf(seen: Seen): Expected {
  const tree: Tree = new Map(seen.plan.before);
  const outputs: string[] = [];
  const wrong: string[] = [];
  let effects = 0;
  for (const made of seen.made) {
    const fate = fateOf(seen, made);
    if ('wrong' in fate) wrong.push(`step ${made.step}, call ${made.index} (${made.planned.call.name}): ${fate.wrong}`);
    if (!fate.happened) continue;
    if (made.planned.output !== undefined) outputs.push(made.planned.output);
    for (const effect of made.planned.effects.filter(fate.happened)) {
      effect.apply(seen.plan.before, tree);
      effects += 1;
    }
  }
  return { tree, effects, outputs, wrong };
}

interface Fate {
  /** Which of the call's effects are there; undefined: none, not even its output. */
  readonly happened?: (effect: Effect) => boolean;
  readonly wrong?: string;
}

const all = (): boolean => true;

function fateOf(seen: Seen, made: Made): Fate {
  const asked = seen.approvals.filter((approval) => isAbout(approval, made, seen.plan.name));
  const allowed = asked.find(({ status }) => status === 'allowed');
  const denied = asked.find(({ status }) => status === 'denied');
  const chosen = allowed ? (effect: Effect) => isChosen(allowed, effect, seen.plan.name) : all;
  if (denied) {
    if (made.told !== undefined && made.told !== 'denied') return { wrong: `denied, and the model was told ${said(made)}` };
    return {};
  }
  switch (made.told) {
    case 'ok':
      if (asked.length > 0 && !allowed) return { happened: all, wrong: 'done although nobody allowed it' };
      return { happened: chosen };
    case 'denied':
      // Of a question about several calls, one of which was unticked altogether.
      return made.planned.effects.some(chosen) ? { wrong: 'the model was told of a denial that nobody gave' } : {};
    case undefined:
      // It ended, or waits, before the model heard of it: done as a whole or not at all, and the product says which.
      return isSaidDone(seen, made) ? { happened: chosen } : {};
    case 'full':
    case 'malformed':
    case 'withdrawn':
      return {};
    default:
      return { wrong: `the model was told ${said(made)}` };
  }
}

function isSaidDone({ plan, changes, log }: Seen, made: Made): boolean {
  const { step, index } = made;
  return (
    log.some((event) => event.type === 'tool_finished' && event.ok && event.step === step && event.index === index) ||
    changes.some((set) => set.step === step && set.state === 'applied' && isSetOf(set, made, plan.name))
  );
}

const said = ({ told }: Made): string => JSON.stringify(told).slice(0, 200);

/** A question of the call's step whose operations are the call's. */
const isAbout = (approval: Approval, { step, planned }: Made, name: string): boolean =>
  approval.step === step &&
  planned.effects.some((effect) => approval.preview.operations.some((operation) => isOf(operation, effect, name)));

function isChosen(approval: Approval, effect: Effect, name: string): boolean {
  const operation = approval.preview.operations.find((one) => isOf(one, effect, name));
  return approval.operations === undefined || approval.operations.includes(operation?.id ?? 'none');
}

/** Sets of one step differ in what they touch; one that touches nothing of the folder is known by its output. */
function isSetOf(set: ChangeSet, { planned }: Made, name: string): boolean {
  const { output, effects } = planned;
  return set.operations.some(
    (operation) =>
      effects.some((effect) => isOf(operation, effect, name)) ||
      (output !== undefined && (operation.to ?? '').endsWith(`/${output}`)),
  );
}

function isOf({ from, to, diff }: Operation, { key, mark }: Effect, name: string): boolean {
  const below = (path: string | undefined): string => path?.replace(`/folders/${name}/`, '') ?? '';
  return key === `${below(from)}>${below(to)}` && (mark === undefined || (diff ?? '').includes(mark));
}
