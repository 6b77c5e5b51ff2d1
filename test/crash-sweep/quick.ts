// Where each crash point is sure to be passed: the quick form takes each once, and a new point does not compile without a place here.
import { CRASH_POINTS, type CrashPoint } from '../../src/contract/crash-points.ts';
import type { Case, Workload } from './case.ts';
import type { Spot } from './crash-control.ts';
import type { Victim } from './instance.ts';

export const WHERE: Readonly<Record<CrashPoint, Workload>> = {
  'migration-due': 'first start',
  'migration-made': 'first start',
  'migration-committed': 'first start',
  'start-locked': 'recovery',
  'start-recovered': 'recovery',
  'start-shown': 'recovery',
  'start-reaped': 'recovery',
  'api-task-created': 'start of a task',
  'api-message-stored': 'changes unasked',
  'api-decision-stored': 'changes asked',
  'api-undo-stored': 'undo',
  'outbox-before-send': 'start of a task',
  'outbox-sent': 'start of a task',
  'run-begins': 'start of a task',
  'run-taken': 'start of a task',
  'run-ready': 'start of a task',
  'model-before-call': 'changes unasked',
  'model-first-words': 'changes unasked',
  'model-answered': 'changes unasked',
  'model-stored': 'changes unasked',
  'compaction-decided': 'compaction',
  'compaction-made': 'compaction',
  'compaction-stored': 'compaction',
  'tool-before-claim': 'changes unasked',
  'tool-claimed': 'changes unasked',
  'tool-receipted': 'changes unasked',
  'tool-stored': 'changes unasked',
  'command-machine': 'changes unasked',
  'command-shared': 'changes unasked',
  'command-prepared': 'changes unasked',
  'command-begun': 'changes unasked',
  'command-ended': 'changes unasked',
  'command-settled': 'changes unasked',
  'command-listed': 'changes unasked',
  'command-fetched': 'changes unasked',
  'children-made': 'children',
  'children-ended': 'children',
  'approval-before-ask': 'changes asked',
  'approval-asked': 'changes asked',
  'approval-waits': 'changes asked',
  'approval-answered': 'changes asked',
  'changes-staged': 'changes unasked',
  'changes-frozen': 'changes unasked',
  'changes-before-decided': 'changes unasked',
  'changes-decided': 'changes unasked',
  'changes-op': 'changes unasked',
  'changes-linked': 'changes unasked',
  'changes-before-decided-back': 'changes taken back',
  'changes-decided-back': 'changes taken back',
  'changes-back': 'changes taken back',
  'changes-synced': 'changes unasked',
  'changes-before-receipt': 'changes unasked',
  'changes-receipt': 'changes unasked',
  'changes-cleaned': 'changes unasked',
  'changes-shown': 'changes asked',
  'changes-rejected': 'changes denied',
  'undo-taken': 'redo',
  'undo-chosen': 'undo',
  'undo-done': 'redo',
  'undo-stored': 'undo',
  'undo-answered': 'redo',
  'prune-before-marked': 'delete',
  'prune-marked': 'prune',
  'prune-swept': 'delete',
  'prune-told': 'prune',
  'task-ended': 'end of a task',
};

export const isOfCommand = (point: CrashPoint): boolean => point.startsWith('command-');

/** Half done when the first kill strikes. */
export const HALF: Spot = { point: 'changes-op', nth: 3 };
/** At this moment the user's own file gets in the way of the moves. */
export const DECIDED: Spot = { point: 'changes-decided', nth: 1 };

/** A case of this point as it is passed in this kind of work. */
export function caseAt(at: Spot, workload: Workload, victim: Victim): Case {
  const one = { workload, victim, at };
  if (workload === 'recovery') return { ...one, first: { at: HALF, victim: 'worker' } };
  if (workload === 'changes taken back') return { ...one, first: { at: DECIDED, victim: 'worker' } };
  return one;
}

/** Only commands pass the others: the form with machines takes those. */
export const FILE_TOOL_POINTS = CRASH_POINTS.filter((point) => !isOfCommand(point));

/** A start of everything costs three times what the others cost, so the quick form takes fewer. */
const TURNS: readonly Victim[] = ['worker', 'api', 'temporal', 'worker', 'all', 'api', 'worker', 'temporal'];
/** The moments of which every victim is taken. */
const EVERY: readonly CrashPoint[] = ['changes-op', 'changes-receipt'];

/** `turn` shifts who dies where, so that seeds differ. */
export function quickCases(turn: number): Case[] {
  const once = FILE_TOOL_POINTS.map((point, i) => caseAt({ point, nth: 1 }, WHERE[point], TURNS[(i + turn) % TURNS.length]!));
  const each = ['worker', 'api', 'temporal', 'all'] as const;
  const more = EVERY.flatMap((point) => each.map((victim) => caseAt({ point, nth: 2 }, 'changes unasked', victim)));
  // In the middle of what another task does.
  const below = each.map((victim) => caseAt({ point: 'changes-op', nth: 3 }, 'children', victim));
  return [...once, ...more, ...below];
}
