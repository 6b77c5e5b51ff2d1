// `schedule_task`: a schedule that the agent wants is asked in every mode, once, with exactly what would be saved.
import { ASKING_RULES } from '../contract/asking.ts';
import type { Approval } from '../contract/changes.ts';
import { newId } from '../contract/ids.ts';
import { ScheduleWish } from '../contract/schedule-wish.ts';
import { SCHEDULE_DEFAULTS } from '../contract/schedules.ts';
import { errorResult, textResult, type ToolResult } from '../contract/tool-result.ts';
import { clockOf } from '../schedules/preview.ts';
import { DEFAULT_BUDGET } from '../contract/task.ts';
import type { TaskRow } from '../store/port.ts';
import { errorToResult } from '../tools/errors.ts';
import type { ToolOutcome } from '../tools/tool.ts';
import { argumentsHash } from './arguments-hash.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, held } from './gate.ts';
import type { CallOutcome, RunRef } from './interface.ts';
import { stillHeld, wishOf } from './schedule-wish.ts';
import type { ToolCall } from './tool-call.ts';

type Wish = Extract<ToolOutcome, { kind: 'schedule' }>['wish'];

export async function scheduleTask(
  deps: ActivityDeps,
  ask: { run: RunRef; call: ToolCall; task: TaskRow; wish: Wish; startedAt: number },
): Promise<CallOutcome> {
  const { call, run, task } = ask;
  const approval = await asked(deps, ask);
  if ('isError' in approval) return finishCall(deps, call, { result: approval });
  switch (approval.status) {
    case 'allowed':
      return finishCall(deps, call, { result: await save(deps, task, approval) });
    case 'denied':
      return finishCall(deps, call, { result: denied(approval) });
    case 'superseded':
    case 'pending': {
      const passed = await gate(deps, run, true);
      if (passed.kind !== 'go') return passed;
      const waitingFor = { kind: 'approval' as const, since: approval.createdAt, text: 'Waiting for you: 1 question' };
      return held(deps, run, { ...waitingFor, action: `cowork approve ${approval.id}` }, 'waiting_approval');
    }
  }
}

/** The question that was put, also when the wish could not be put any more today; or why it cannot be put at all. */
async function asked(
  deps: ActivityDeps,
  { call, task, wish }: { call: ToolCall; task: TaskRow; wish: Wish },
): Promise<Approval | ToolResult> {
  const { taskId, step, index } = call.key;
  const before = await deps.store.listApprovals({ taskId, limit: 20 });
  const mine = before.items.find((one) => one.step === step && one.tool === call.name && one.arguments['index'] === index);
  if (mine) return mine;
  try {
    // One that another has started has that one's budget, and no more than is said of its own.
    const top = task.rootId === undefined ? task : ((await deps.store.task(task.rootId)) ?? task);
    const budget = { ...DEFAULT_BUDGET, ...top.budget, ...task.budget };
    const resolved = wishOf({ ...task, budget }, wish, { now: deps.now(), timeZone: deps.timeZone });
    return await deps.store.putApproval(`${taskId}/${step}/${index}`, question(deps, call, resolved));
  } catch (error) {
    const result = errorToResult(error);
    if (!result) throw error;
    return result;
  }
}

function question(deps: ActivityDeps, call: ToolCall, wish: ScheduleWish): Approval {
  const args = { ...wish, index: call.key.index };
  return {
    id: newId('a'),
    taskId: call.key.taskId,
    step: call.key.step,
    tool: call.name,
    arguments: args,
    argumentsHash: argumentsHash({ tool: call.name, arguments: args, operations: [] }),
    preview: {
      summary: `The agent wants to do this ${wish.in_words} (${wish.time_zone}): ${wish.name}`,
      rule: ASKING_RULES.schedule,
      always: true,
      counts: { create: 0, replace: 0, move: 0, delete: 0, other: 0 },
      irreversible: [],
      operations: [],
    },
    changeSetIds: [],
    scopes: ['once'],
    status: 'pending',
    createdAt: deps.now().toISOString(),
  };
}

/** Idempotent: the schedule's id is that of the question. */
async function save(deps: ActivityDeps, task: TaskRow, approval: Approval): Promise<ToolResult> {
  const wish = ScheduleWish.parse(approval.arguments);
  const id = `s${approval.id.slice(1)}`;
  try {
    await deps.store.transaction(async (tx) => {
      if (await tx.schedule(id)) return;
      stillHeld(task, wish);
      await tx.createSchedule({
        ...SCHEDULE_DEFAULTS,
        ...{ id, name: wish.name, cadence: wish.when, timeZone: wish.time_zone, prompt: wish.prompt, mode: wish.mode },
        parsed: clockOf({ cadence: wish.when, timeZone: wish.time_zone }).cadence,
        threadId: task.threadId,
        ...{ folders: wish.folders, model: task.model, budget: wish.budget, dailyMaxUsd: wish.daily_max_usd, tools: wish.tools },
      });
    });
  } catch (error) {
    const result = errorToResult(error);
    if (!result) throw error;
    return result;
  }
  const text = `The user agreed. It is scheduled as ${id}: ${wish.in_words} (${wish.time_zone}). The user changes or removes it with "cowork schedule".`;
  return textResult('user', text, { summary: `Scheduled: ${wish.in_words}` });
}

const denied = (approval: Approval): ToolResult =>
  errorResult(
    'user',
    `The user did not want this schedule${approval.note ? ` and says: ${approval.note}\n` : '. '}Nothing was saved. Go on without it, or ask how else.`,
    'No schedule was made',
  );
