// Every kept history runs through the present workflow code; a changed workflow is caught; and no way of the workflow is without a history.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type {
  BeginOutcome,
  CallOutcome,
  ModelOutcome,
  SettleOutcome,
  Stop,
  TendOutcome,
  ThreadOutcome,
} from '../../src/activities/interface.ts';
import { BEHAVIOURS } from './behaviours/all.ts';
import { answersIn, historyFiles, loadHistory } from './read-history.ts';

const bundle = (path: string) =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL(path, import.meta.url)), logger: new DefaultLogger('ERROR') });

let ours: Awaited<ReturnType<typeof bundle>>;
let changed: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  ours = await bundle('../../src/workflows/index.ts');
  changed = await bundle('./changed-workflow.ts');
}, 240_000);

type Why = Extract<Stop, { kind: 'ended' }>['why'];
/** Every answer that an activity can give the workflow: a new one does not compile before it stands here. */
const ANSWERS: {
  readonly beginRun: Record<BeginOutcome['kind'], true>;
  readonly callModel: Record<ModelOutcome['kind'], true>;
  readonly runTool: Record<CallOutcome['kind'], true>;
  readonly applyChanges: Record<SettleOutcome['kind'], true>;
  readonly answerThread: Record<ThreadOutcome['kind'], true>;
  readonly tendRun: Record<TendOutcome['kind'], true>;
} = {
  beginRun: { go: true, held: true, ended: true },
  callModel: { calls: true, next: true, resync: true, held: true, ended: true },
  runTool: { done: true, asks: true, overlaps: true, held: true, ended: true },
  applyChanges: { done: true, held: true, ended: true },
  answerThread: { idle: true, again: true, waiting: true },
  tendRun: { ended: true, waiting: true },
};
/** `failed` is in the contract and no activity says it yet. */
const ENDS: Record<Exclude<Why, 'failed'>, true> = { completed: true, cancelled: true, unknown_task: true, superseded: true };

describe('kept histories', () => {
  it('are there for every behaviour', () => {
    const kept = new Set(historyFiles.map((name) => name.split('.', 1)[0]));
    expect(BEHAVIOURS.map(({ name }) => name).filter((name) => !kept.has(name))).toEqual([]);
  });

  it('hold every answer that an activity can give the workflow, and every reason to end', () => {
    const answers = new Set(historyFiles.flatMap((name) => answersIn(loadHistory(name))));
    const kinds = new Set([...answers].map((answer) => answer.split(',', 1)[0]));
    const wanted = Object.entries(ANSWERS).flatMap(([activity, of]) => Object.keys(of).map((kind) => `${activity}: ${kind}`));
    expect(wanted.filter((answer) => !kinds.has(answer))).toEqual([]);
    const ends = [...answers].map((answer) => answer.split(', ')[1]);
    expect(Object.keys(ENDS).filter((why) => !ends.includes(why))).toEqual([]);
  });

  it('hold every way in which a run can end and an activity can be tried again', () => {
    const types = new Set(historyFiles.flatMap((name) => loadHistory(name).events.map(({ eventType }) => eventType)));
    for (const end of ['COMPLETED', 'CONTINUED_AS_NEW', 'TERMINATED'])
      expect(types).toContain(`EVENT_TYPE_WORKFLOW_EXECUTION_${end}`);
    const tries = historyFiles.flatMap((name) =>
      loadHistory(name).events.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0),
    );
    expect(Math.max(...tries)).toBeGreaterThan(1);
    for (const seen of ['TIMER_FIRED', 'TIMER_CANCELED', 'WORKFLOW_EXECUTION_SIGNALED', 'MARKER_RECORDED'])
      expect(types).toContain(`EVENT_TYPE_${seen}`);
  });

  it.each(historyFiles)('%s is replayed by the present workflow', async (name) => {
    const history = loadHistory(name);
    // Without a completed workflow task nothing would be replayed, and anything would be green.
    expect(history.events.filter((e) => e.eventType.includes('WORKFLOW_TASK_COMPLETED')).length).toBeGreaterThan(0);
    await Worker.runReplayHistory({ workflowBundle: ours }, history);
  });

  it.each(historyFiles)('%s is refused by a changed workflow', async (name) => {
    await expect(Worker.runReplayHistory({ workflowBundle: changed }, loadHistory(name))).rejects.toThrow(
      DeterminismViolationError,
    );
  });
});
