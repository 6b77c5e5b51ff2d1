// One tool call, exactly once effective. Found finished: nothing to do. Found begun: the ledger says how to go on.
import type { Claim } from '../ledger/port.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import { errorResult, type ToolResult } from '../contract/tool-result.ts';
import { callTool, unknownTool } from '../tools/call-tool.ts';
import { parseCall } from '../tools/parse-call.ts';
import type { ToolContext } from '../tools/tool.ts';
import { askUser } from './ask-user.ts';
import type { Attempt } from './attempt.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, hold, inLine, working } from './gate.ts';
import type { CallOutcome, RunRef, ToolCallRef } from './interface.ts';
import { finishLate, makeChanges } from './make-changes.ts';
import { turnOf } from './turn.ts';
import { requestFolder } from './request-folder.ts';
import { spawnTasks } from './spawn-tasks.ts';
import { scheduleTask } from './schedule-task.ts';
import { toolCall, type ToolCall } from './tool-call.ts';

/** A call that ended the worker this often in the middle will do it again. */
const MAX_CRASHES = 5;
const NO_CLAIM: Claim = { kind: 'fresh' };
/** A quick read that is not over by then is shown as begun. */
const SHOWN_AFTER_MS = 500;
/** Progress lines are for eyes: not more often than this. */
const PROGRESS_EVERY_MS = 200;

export async function runTool(deps: ActivityDeps, input: RunRef & ToolCallRef, attempt: Attempt): Promise<CallOutcome> {
  const startedAt = performance.now();
  const key = { taskId: input.taskId, step: input.step, index: input.index };
  if (await deps.store.toolResult(key)) return { kind: 'done' };
  const passed = await gate(deps, input, false);
  if (passed.kind !== 'go') return passed;
  const call = await toolCall(deps, key);
  // The store is older than the workflow: the next model call says where to go on.
  if (!call) return { kind: 'done' };
  const finish = (result: ToolResult, before?: (tx: TaskStore) => Promise<unknown>) =>
    finishCall(deps, call, { result, startedAt, ...(before && { before }) });
  const { tools } = passed.task;
  const given = tools ? new Map([...deps.tools].filter(([name]) => tools.includes(name))) : deps.tools;
  if (!call.tool || !given.has(call.name)) return finish(unknownTool(call.name, given));
  const parsed = parseCall(call.tool, call.input);
  if (!parsed.ok) return finish(parsed.result);

  const refused = deps.conversation.refusal(turnOf(passed.task).guards ?? deps.conversation.NO_GUARDS, call);
  if (refused !== undefined) return finish(errorResult('task', refused));

  // What has no effect and cannot hurt needs no claim. A question is run again at each look and outlives any number of restarts.
  const harmless = call.tool.effect === 'quick_read' || call.tool.effect === 'ask';
  // What is frozen already only has to be settled.
  const waits = harmless || (await deps.changeSets.ofCall(key)) ? undefined : await inLine(deps, input);
  if (waits) return waits;
  if (!harmless) deps.crash('tool-before-claim');
  const claim = harmless ? NO_CLAIM : await deps.ledger.claim(key, call.name);
  if (!harmless) deps.crash('tool-claimed');
  if (claim.kind === 'receipt') return finishLate(deps, call, claim.result);
  if (claim.kind === 'begun' && claim.crashes >= MAX_CRASHES) {
    // Resuming is trying again, as often as before.
    await deps.ledger.forgive(key);
    return hold(deps, input, {
      kind: 'user',
      text: `This step ended the program ${claim.crashes} times (${call.name}). Nothing was lost.`,
      action: `cowork resume ${input.taskId}`,
    });
  }

  if (call.tool.effect !== 'ask') await working(deps, input, passed.task);
  const doing = call.tool.doing(parsed.input);
  const started = (tx: TaskStore) =>
    tx.append(
      key.taskId,
      { type: 'tool_started', step: key.step, index: key.index, tool: call.name, text: doing },
      `tool_started/${key.step}/${key.index}`,
    );
  // What takes milliseconds has begun when it is over: one write for both, unless somebody would have to wait for it.
  const quick = call.tool.effect === 'quick_read';
  const slow = quick ? setTimeout(() => void started(deps.store).catch(() => undefined), SHOWN_AFTER_MS) : undefined;
  if (!quick) await started(deps.store);
  attempt.phase(call.name);
  const context = contextOf(deps, { call, attempt, task: passed.task, begun: claim.kind === 'begun' });
  // A command's changes were frozen before the process ended: it is not looked at again.
  if (claim.kind === 'begun' && call.tool.effect === 'command' && (await deps.changeSets.ofCall(key)))
    return makeChanges(
      deps,
      { draft: [], run: input, call, input: parsed.input, task: passed.task, context, startedAt },
      attempt,
    );
  const outcome = await callTool(deps, { name: call.name, input: parsed.input }, context).finally(() => clearTimeout(slow));
  switch (outcome.kind) {
    case 'result':
      return finish(outcome.result, quick ? started : undefined);
    case 'plan':
      return finish(outcome.result, async (tx) => {
        await started(tx);
        await tx.patchTask(key.taskId, { plan: outcome.plan });
        await tx.append(key.taskId, { type: 'plan_updated', plan: outcome.plan }, `plan/${key.step}/${key.index}`);
      });
    case 'changes':
      return makeChanges(
        deps,
        { ...outcome, run: input, call, input: parsed.input, task: passed.task, context, startedAt },
        attempt,
      );
    case 'question':
      return askUser(deps, { run: input, call, question: outcome, startedAt });
    case 'spawn':
      return spawnTasks(deps, { run: input, call, tasks: outcome.tasks, round: input.round ?? 0 });
    case 'schedule':
      return scheduleTask(deps, { run: input, call, task: passed.task, wish: outcome.wish, startedAt });
    case 'folder':
      return requestFolder(deps, { run: input, call, wish: outcome, startedAt });
  }
}

function contextOf(
  deps: ActivityDeps,
  { call, attempt, task, begun }: { call: ToolCall; attempt: Attempt; task: TaskRow; begun: boolean },
): ToolContext {
  let last = -Infinity;
  return {
    key: call.key,
    signal: attempt.signal,
    begun,
    folders: task.folders.flatMap((f) =>
      f.state === 'granted' && f.name !== undefined ? [{ name: f.name, access: f.access }] : [],
    ),
    progress(done, total, text) {
      if (performance.now() - last < PROGRESS_EVERY_MS && done < total) return;
      last = performance.now();
      deps.link.ephemeral({ type: 'tool_progress', ...call.key, done, total, text });
    },
  };
}
