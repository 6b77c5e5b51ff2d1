// What a task hears of those that it has started: how they ended, and what it waits for while they work.
import { ERROR_CODES, isCoworkError } from '../contract/errors.ts';
import { type Asked, isFinished, type TaskStatus, type WaitingFor } from '../contract/task.ts';
import type { ChildRow } from '../store/port.ts';
import type { ActivityDeps } from './deps.ts';

/** The rest of a long outcome is in the task itself; many share what one message may hold. */
const [MOST_OUTCOME, MOST_TOGETHER] = [6_000, 60_000];

/** More are asked when these are answered. */
const MOST_ASKED = 20;
const PARKED: readonly TaskStatus[] = ['waiting_approval', 'waiting_input', 'paused'];

export async function waitsForChildren(
  deps: ActivityDeps,
  taskId: string,
  children: readonly ChildRow[],
): Promise<Omit<WaitingFor, 'since'>> {
  const ended = children.filter((child) => isFinished(child.status)).length;
  const parked = children.filter((child) => PARKED.includes(child.status)).length;
  const asks = (await Promise.all(children.map((child) => askedBy(deps, child)))).flat().slice(0, MOST_ASKED);
  const done = `${ended} of ${children.length} tasks ${ended === 1 ? 'has' : 'have'} ended`;
  return {
    kind: 'children',
    text: parked === 0 ? done : `${done}; ${parked === 1 ? '1 waits' : `${parked} wait`} for you`,
    action: `cowork show ${taskId} --tree`,
    ...(asks.length === 0 ? {} : { asks }),
  };
}

/** Also what those below it ask: whoever looks at the topmost task sees it all. */
async function askedBy(deps: ActivityDeps, { id, title, status, waitingFor }: ChildRow): Promise<Asked[]> {
  if (waitingFor?.asks) return waitingFor.asks;
  if (status === 'waiting_approval') {
    const { items } = await deps.store.listApprovals({ status: 'pending', taskId: id, limit: MOST_ASKED });
    return items
      .toReversed()
      .map((approval) => ({ taskId: id, kind: 'approval', id: approval.id, text: `${title}: ${approval.preview.summary}` }));
  }
  if (status === 'paused' && waitingFor)
    return [
      {
        taskId: id,
        kind: 'paused',
        id,
        text: `${title}: ${waitingFor.text}`,
        ...(waitingFor.action === undefined ? {} : { action: waitingFor.action }),
      },
    ];
  if (status !== 'waiting_input') return [];
  const pending = (await deps.store.questions(id)).filter((question) => question.status === 'pending');
  return pending.map(({ id: question, question: text, options }) => ({
    taskId: id,
    kind: 'question',
    id: question,
    text: `${title}: ${text}`,
    options,
  }));
}

/** For the model: each with its state, its words, its outputs brought over, and what it could not change. */
export async function howTheyEnded(deps: ActivityDeps, taskId: string, children: readonly ChildRow[]): Promise<string> {
  const all: string[] = [];
  const most = Math.min(MOST_OUTCOME, Math.ceil(MOST_TOGETHER / Math.max(1, children.length)));
  for (const child of children) all.push(await howOneEnded(deps, { taskId, child, most }));
  return all.join('\n\n');
}

async function howOneEnded(deps: ActivityDeps, of: { taskId: string; child: ChildRow; most: number }): Promise<string> {
  const { taskId, child, most } = of;
  const name = `${JSON.stringify(child.title)} (${child.id})`;
  if (!isFinished(child.status)) return `${name}: still at work. How it ends is told to you later.`;
  const said = child.outcome ?? child.error ?? '';
  const cut = said.length > most ? `${said.slice(0, most)} …` : said;
  const outputs: string[] = [];
  for (const { path } of await deps.store.outputs(child.id))
    outputs.push(await brought(deps, { taskId, childId: child.id, path }));
  const unmade = (await deps.store.changeSets(child.id, { limit: 200 })).items.filter(
    ({ state }) => state === 'conflict' || state === 'failed' || state === 'stuck',
  );
  return [
    `${name}: ${child.status}.`,
    ...(cut === '' ? [] : [cut]),
    ...(outputs.length === 0 ? [] : [`Outputs: ${outputs.join(', ')}`]),
    ...unmade.map(
      ({ summary, state, reason }) => `Not changed (${state}): ${summary}${reason === undefined ? '' : ` – ${reason}`}`,
    ),
  ].join('\n');
}

/** What cannot be read is said: it may be what the other task has left there. Trouble of ours is tried again. */
async function brought(
  deps: ActivityDeps,
  { taskId, childId, path }: { taskId: string; childId: string; path: string },
): Promise<string> {
  if (!path.startsWith('/outputs/')) return path;
  try {
    return await deps.workspace.bring(taskId, { childId, path });
  } catch (error) {
    if (!isCoworkError(error) || ERROR_CODES[error.code].retryable) throw error;
    return `${path} of that task (${ERROR_CODES[error.code].title})`;
  }
}
