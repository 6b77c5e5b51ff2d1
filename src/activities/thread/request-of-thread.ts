// What the model is shown to answer a thread, gathered at the same cost however long the thread is; the summary is moved on first where the newest part has grown.
import type { ThreadEvent } from '../../contract/threads.ts';
import type { ModelRequest, ModelUsage } from '../../model/port.ts';
import type { ThreadRound } from '../../model/thread-request.ts';
import type { ThreadRow } from '../../store/thread-port.ts';
import type { Attempt } from '../attempt.ts';
import type { ActivityDeps } from '../deps.ts';
import { streamText } from '../stream-reply.ts';
import { foundLines } from './found-lines.ts';
import { factsOfThread } from './thread-facts.ts';

/** Texts from before that are shown with a message. */
const FOUND = 8;
/** Messages that are answered together; more are answered after them. */
const OPEN = 50;
/** What is read of the part since the summary; far more than may stand there. */
const NEWEST = 200;
/** A conversation in which only cards were posted for weeks is caught up with in several answers. */
const MOST_FOLDS = 4;

/** What an answer has come to while it is not whole. Kept on the thread's row. */
export interface Turn {
  /** The last event and the number of the call when it began. */
  readonly begun: number;
  readonly firstCall: number;
  readonly rounds: readonly ThreadRound[];
  /** Tasks that it has started. */
  readonly tasks: number;
}

export interface ThreadWork {
  readonly request: ModelRequest;
  readonly turn: Turn;
  /** The last message that is in the request. */
  readonly upto: number;
  /** Files that stand in the request, the newest of a name: their ids; and those that came with what is answered. */
  readonly attached: ReadonlyMap<string, string>;
  readonly fresh: readonly string[];
}

export interface ThreadCall {
  readonly thread: ThreadRow;
  readonly model: string;
  /** How often this call was begun. */
  readonly number: number;
  readonly attempt: Attempt;
  readonly onUsage: (usage: ModelUsage | undefined) => void;
}

/** Undefined: nothing is to be answered. */
export async function requestOfThread(deps: ActivityDeps, call: ThreadCall): Promise<ThreadWork | undefined> {
  const { thread } = call;
  const open = await deps.store.threadOpen(thread.id, { after: thread.answeredTo, limit: OPEN });
  const [first, last] = [open[0], open.at(-1)];
  if (!first || !last) return undefined;
  const turn = (thread.turn ?? { begun: thread.lastSeq, firstCall: thread.calls, rounds: [], tasks: 0 }) as Turn;
  const { summary, said } = await folded(deps, call, first.seq);
  const recent = said.filter((event) => event.seq <= Math.max(last.seq, turn.begun));
  const known = [...open, ...recent.filter((event) => !open.some((one) => one.seq === event.seq))].sort((a, b) => a.seq - b.seq);
  const found = await deps.store.findTexts(open.map(textOf).join('\n'), {
    ...{ limit: FOUND * 3, withoutThread: thread.id, afterSeq: (recent[0]?.seq ?? 1) - 1 },
  });
  const notes = [
    ...(await factsOfThread(deps, thread)),
    ...(await foundLines(deps, found, FOUND)),
    ...stillOpen(deps, known, open),
  ];
  const request = deps.conversation.threadRequest({
    model: call.model,
    tools: deps.threadToolSpecs(),
    ...{ summary, notes, rounds: turn.rounds },
    before: known.filter((event) => event.seq <= turn.begun),
    meanwhile: known.filter((event) => event.seq > turn.begun && !isOwn(event, thread.id, turn.firstCall)),
  });
  const files = (events: readonly ThreadEvent[]) =>
    events.flatMap((event) => (event.type === 'message_added' ? (event.attachments ?? []) : []));
  return {
    ...{ request, turn, upto: last.seq },
    attached: new Map(files(known).map(({ name, id }) => [name, id])),
    fresh: files(open).map(({ id }) => id),
  };
}

const textOf = (event: ThreadEvent): string => (event.type === 'message_added' ? event.text : '');

/** Words that this answer has said already: they stand in its rounds. */
function isOwn(event: ThreadEvent, threadId: string, firstCall: number): boolean {
  if (event.type !== 'message_added' || event.role === 'user') return false;
  return Number(event.messageId.slice(threadId.length + 1)) >= firstCall;
}

/** Where an earlier answer came after the message, it must not be taken for its answer. */
function stillOpen(deps: ActivityDeps, known: readonly ThreadEvent[], open: readonly ThreadEvent[]): string[] {
  const newest = known.findLast((event) => event.type === 'message_added');
  if (newest?.type !== 'message_added' || newest.role === 'user') return [];
  return ['Not answered yet:', ...open.map((event) => `> ${deps.conversation.oneLine(textOf(event)).slice(0, 300)}`)];
}

/** The newest part; what has become too much of it is folded into the summary first, some at a time. */
async function folded(
  deps: ActivityDeps,
  call: ThreadCall,
  openFrom: number,
): Promise<{ summary: string; said: readonly ThreadEvent[] }> {
  const { thread, model, number, attempt } = call;
  let { summary, summarisedTo } = thread;
  for (let fold = 0; fold < MOST_FOLDS; fold += 1) {
    const old = await deps.store.threadEvents(thread.id, { after: summarisedTo, limit: 1_000 });
    const said = old.filter((event) => event.type === 'message_added' || event.type === 'card_posted');
    const upto = deps.conversation.foldUpto(said, openFrom);
    if (upto === undefined) break;
    attempt.phase('summary');
    const events = said.filter((event) => event.seq <= upto);
    const request = deps.conversation.threadSummaryRequest({ model, summary, events });
    const reply = await streamText(deps, {
      ...{ id: thread.id, step: thread.calls, attempt: number, priority: 1, spoken: true, quiet: true },
      ...{ request, signal: attempt.signal, onUsage: call.onUsage },
    });
    await deps.store.addThreadCost(thread.id, { ...reply.usage, usd: deps.model.usd(model, reply.usage) });
    call.onUsage(undefined);
    summary = deps.conversation.threadSummaryOf(reply.text, summary);
    await deps.store.putThreadSummary(thread.id, summarisedTo, { upto, text: summary });
    summarisedTo = upto;
  }
  const newest = await deps.store.threadSaid(thread.id, { after: summarisedTo, last: NEWEST });
  return { summary, said: deps.conversation.mustFold(newest) ? newest.slice(-60) : newest };
}
