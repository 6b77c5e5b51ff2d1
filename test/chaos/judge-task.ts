// Looks at one task when everything is over: did it end or wait visibly, is its folder as it must be, is its log whole, were answers kept?
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Approval } from '../../src/contract/changes.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import type { Task } from '../../src/contract/http.ts';
import { isFinished } from '../../src/contract/task.ts';
import type { Client } from '../../src/client/client.ts';
import { allOf, toArray } from '../../src/client/answers.ts';
import { wrongIn } from '../rig/job.ts';
import { expectedOf } from './oracle.ts';
import type { TaskPlan } from './plan-task.ts';
import type { ScriptedTask } from './script.ts';
import type { Tended } from './tend-task.ts';

export interface Verdict {
  readonly status: Task['status'];
  readonly waitingFor: string | undefined;
  readonly effects: number;
  readonly events: number;
  readonly cutAttempts: number;
  readonly wrong: readonly string[];
}

export interface Played {
  readonly plan: TaskPlan;
  readonly folder: string;
  readonly tended: Tended;
  readonly scripted: ScriptedTask;
  /** What somebody who followed it live has seen; undefined when nobody did. */
  watched(): readonly TaskEvent[] | undefined;
}

export async function judgeTask(client: Client, played: Played, delivered: string): Promise<Verdict> {
  const { plan, tended, scripted } = played;
  const task = await client.task(tended.taskId);
  const log = await logOf(client, task.id);
  const changes = await toArray(allOf((cursor) => client.changes(task.id, { cursor, limit: 50 })));
  const expected = expectedOf({
    ...{ plan, made: scripted.made(), approvals: task.approvals, log },
    changes: changes.filter((set) => set.undoOf === undefined),
  });
  const wrong = [
    ...wrongEnd(task, tended),
    ...expected.wrong,
    ...(await wrongIn(played.folder, expected.tree)).filter((line) => !line.includes('.cowork-undo/')),
    ...wrongOutputs(expected.outputs, task, delivered),
    ...task.approvals.flatMap((approval) => wrongApproval(approval, tended)),
    ...wrongLog(log, task, played.watched()),
    ...wrongWords(played, task),
  ];
  return {
    status: task.status,
    waitingFor: task.waitingFor?.kind,
    effects: expected.effects + expected.outputs.length,
    events: log.length,
    cutAttempts: task.usage.cutAttempts,
    wrong: wrong.map((line) => `${plan.name} (${task.id}, ${task.status}): ${line}`),
  };
}

const logOf = (client: Client, taskId: string): Promise<TaskEvent[]> =>
  toArray(
    allOf(async (cursor) => {
      const after = Number(cursor ?? 0);
      const { items } = await client.eventsSoFar(taskId, { after, limit: 500 });
      const last = items.at(-1)?.seq;
      return { items, next: last === undefined ? undefined : String(last) };
    }),
  );

/** What a task waits for, by its status. */
const WAITS: Partial<Record<Task['status'], readonly string[]>> = {
  waiting_approval: ['approval'],
  waiting_input: ['input'],
  paused: ['user', 'budget', 'credentials'],
};

function wrongEnd(task: Task, tended: Tended): string[] {
  if (tended.end === 'late')
    return [`neither ended nor waiting for somebody: ${JSON.stringify(task.waitingFor)} ${task.error ?? ''}`];
  if (task.status === 'failed') return [`failed: ${task.error}`];
  if (task.status === 'cancelled' && !tended.cancelled) return ['cancelled, and nobody asked for it'];
  if (isFinished(task.status)) return task.waitingFor ? ['ended, and says that it waits'] : [];
  if (tended.end === 'finished') return ['had ended, and goes on'];
  if (tended.cancelled) return ['goes on, though somebody stopped it'];
  const kinds = WAITS[task.status];
  if (!kinds?.includes(task.waitingFor?.kind ?? 'none'))
    return [`waits as ${task.status} for ${JSON.stringify(task.waitingFor)}`];
  const open = task.approvals.filter(({ status }) => status === 'pending').length;
  const questions = task.questions.filter(({ status }) => status === 'pending').length;
  if (task.status === 'waiting_approval' && open !== 1) return [`waits for an approval and has ${open} open ones`];
  if (task.status === 'waiting_input' && questions !== 1) return [`waits for an answer and has ${questions} open questions`];
  return [];
}

function wrongOutputs(expected: readonly string[], task: Task, delivered: string): string[] {
  const artifacts = task.outputs.map(({ name, version }) => `${name} v${version}`);
  const handed = folderOf(delivered, task);
  const there = [...new Set([...artifacts.map((line) => line.slice(0, line.lastIndexOf(' v'))), ...handed])].sort();
  const twice = artifacts.filter((line) => !line.endsWith(' v1'));
  return [
    ...(JSON.stringify(there) === JSON.stringify([...expected].sort())
      ? []
      : [`outputs ${there.join(', ')}, not ${expected.join(', ')}`]),
    ...twice.map((line) => `made twice: ${line}`),
    ...(new Set(artifacts).size === artifacts.length ? [] : [`listed twice: ${artifacts.join(', ')}`]),
  ];
}

/** What the user finds in the folder of this task's results. */
function folderOf(delivered: string, task: Task): string[] {
  try {
    const mine = readdirSync(delivered).filter((name) => name.endsWith(task.id.slice(-4)) && name.includes(task.title));
    return mine.flatMap((name) => readdirSync(join(delivered, name)));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}

/** Answers are what people gave, and nothing else: no silence became a no. */
function wrongApproval(approval: Approval, { decisions }: Tended): string[] {
  const given = decisions.filter(({ approvalId }) => approvalId === approval.id);
  const won = given.filter(({ refusal }) => refusal === undefined);
  const strange = given.filter(({ refusal }) => refusal !== undefined && refusal !== 'already_decided');
  const wrong = strange.map(({ refusal }) => `approval ${approval.id}: an answer was refused with ${refusal}`);
  if (won.length > 1) wrong.push(`approval ${approval.id}: two answers were told that they count`);
  const expected = won[0] ? { allow: 'allowed', deny: 'denied' }[won[0].decision] : undefined;
  if (expected !== undefined && approval.status !== expected)
    wrong.push(`approval ${approval.id}: answered ${expected}, kept as ${approval.status}`);
  if (expected === undefined && !['pending', 'superseded'].includes(approval.status))
    wrong.push(`approval ${approval.id}: ${approval.status}, and nobody answered`);
  if (JSON.stringify(won[0]?.operations) !== JSON.stringify(approval.operations) && expected === 'allowed')
    wrong.push(`approval ${approval.id}: other operations were kept than the person ticked`);
  return wrong;
}

function wrongLog(log: readonly TaskEvent[], task: Task, watched: readonly TaskEvent[] | undefined): string[] {
  const wrong: string[] = [];
  const expectOnce = (what: string, keys: readonly unknown[]): void => {
    const twice = keys.filter((key, at) => keys.indexOf(key) !== at);
    if (twice.length > 0) wrong.push(`${what} more than once: ${twice.join(', ')}`);
  };
  if (log.some((event, at) => event.seq !== at + 1) || log.length !== task.lastSeq)
    wrong.push(
      `numbers of events: ${log.length} of ${task.lastSeq}, first gap after ${log.findIndex((e, at) => e.seq !== at + 1)}`,
    );
  if (watched && JSON.stringify(watched) !== JSON.stringify(log.slice(0, watched.length)))
    wrong.push('somebody who watched saw other events than the log has');
  if (log.filter(({ type }) => type === 'task_created').length !== 1) wrong.push('not created exactly once');
  if (log.filter(({ type }) => type === 'task_finished').length !== (isFinished(task.status) ? 1 : 0))
    wrong.push('the end is not in the log exactly once');
  expectOnce(
    'message of a step',
    log.flatMap((e) => (e.type === 'message_added' && e.role === 'assistant' ? [e.step] : [])),
  );
  expectOnce(
    'result of a call',
    log.flatMap((e) => (e.type === 'tool_finished' ? [`${e.step}/${e.index}`] : [])),
  );
  expectOnce(
    'changes applied',
    log.flatMap((e) => (e.type === 'changes_applied' ? [e.changeSetId] : [])),
  );
  expectOnce(
    'approval decided',
    log.flatMap((e) => (e.type === 'approval_decided' ? [e.approvalId] : [])),
  );
  return wrong;
}

/** Words that were taken reach the model once, unless the task was stopped before. */
function wrongWords({ plan, tended, scripted }: Played, task: Task): string[] {
  const text = plan.person.says?.text;
  if (text === undefined || tended.said === undefined) return [];
  const times = scripted.heard().split(text).length - 1;
  if (times > 1) return [`the model heard the same words ${times} times`];
  if (tended.said === 'refused' && times > 0) return ['the model heard words that were refused'];
  if (tended.said === 'taken' && times === 0 && task.status === 'completed')
    return ['words that were taken never reached the model'];
  return [];
}
