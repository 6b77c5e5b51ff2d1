// The request of a step: transcript and newest message, compacted first where it has grown too long.
import type { Block, CompactionState, ModelRequest, TranscriptMessage } from '../model/port.ts';
import type { TaskRow } from '../store/port.ts';
import type { Attempt } from './attempt.ts';
import type { Newest } from './compose-user.ts';
import type { ActivityDeps } from './deps.ts';
import { streamReply } from './stream-reply.ts';

export interface RequestInput {
  readonly task: TaskRow;
  readonly step: number;
  readonly newest: Newest;
  /** The service refused the request as too long. */
  readonly force: boolean;
  readonly attempt: Attempt;
}

export async function requestOf(deps: ActivityDeps, input: RequestInput): Promise<ModelRequest> {
  const { task, step, newest } = input;
  const rows = await deps.transcripts.of(task.id);
  // A long transcript is not gone through at each step: the rows are taken as they are.
  const transcript = [...rows, { step, role: 'user', content: newest.blocks }] as readonly TranscriptMessage[];
  const compaction = await compacted(deps, input, transcript);
  return deps.conversation.buildRequest({
    model: task.model,
    tools: task.tools ? deps.toolSpecs().filter(({ name }) => task.tools!.includes(name)) : deps.toolSpecs(),
    facts: { mode: task.mode },
    transcript,
    compaction,
    replacement: compaction && replacement(deps, task.id, { transcript, compaction }),
  });
}

/** It is the same until the next summary. */
const replacement = (
  deps: ActivityDeps,
  taskId: string,
  { transcript, compaction }: { transcript: readonly TranscriptMessage[]; compaction: CompactionState },
): readonly Block[] =>
  deps.transcripts.once(taskId, `${compaction.uptoStep} ${compaction.summary}`, () =>
    deps.conversation.replacementOf(transcript, compaction),
  );

async function compacted(
  deps: ActivityDeps,
  { task, step, newest, force, attempt }: RequestInput,
  transcript: readonly TranscriptMessage[],
): Promise<CompactionState | undefined> {
  const before = await deps.store.compaction(task.id);
  const plan = deps.conversation.planCompaction({
    transcript,
    compaction: before,
    contextTokens: deps.model.contextTokens(task.model),
    inputTokensLast: newest.turn.inputTokens,
    force,
  });
  if (plan.kind === 'none') return before;
  attempt.phase('compaction');
  deps.crash('compaction-decided');
  const summary =
    plan.kind === 'summarise'
      ? await summarise(deps, { task, step, newest, transcript, before, uptoStep: plan.uptoStep, attempt })
      : undefined;
  const after = deps.conversation.compactionAfter(plan, {
    transcript,
    compaction: before,
    ...(summary === undefined ? {} : { summary }),
  });
  deps.crash('compaction-made');
  await deps.store.putCompaction(task.id, after);
  deps.crash('compaction-stored');
  return after;
}

/** The summary is a model call of its own, paid and counted like any other. */
async function summarise(
  deps: ActivityDeps,
  of: {
    task: TaskRow;
    step: number;
    newest: Newest;
    transcript: readonly TranscriptMessage[];
    before: CompactionState | undefined;
    uptoStep: number;
    attempt: Attempt;
  },
): Promise<string> {
  const number = await deps.store.startAttempt(of.task.id, of.step);
  const request = deps.conversation.summaryRequest({
    model: of.task.model,
    transcript: of.transcript,
    compaction: of.before,
    uptoStep: of.uptoStep,
  });
  const reply = await streamReply(deps, {
    task: of.task,
    step: of.step,
    number,
    request,
    newest: of.newest,
    signal: of.attempt.signal,
    quiet: true,
  });
  const usd = deps.model.usd(of.task.model, reply.usage);
  await deps.store.endAttempt(of.task.id, of.step, number, { outcome: 'stored', usage: { ...reply.usage, usd } });
  return reply.text;
}
