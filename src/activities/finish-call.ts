// The last act of a tool call: its result into the transcript, cut to size first.
import type { ToolResult } from '../contract/tool-result.ts';
import type { TaskStore } from '../store/port.ts';
import type { ActivityDeps } from './deps.ts';
import type { CallOutcome } from './interface.ts';
import type { ToolCall } from './tool-call.ts';
import { capResult } from '../tools/cap.ts';
import { askForHosts } from './request-hosts.ts';

interface Finished {
  readonly result: ToolResult;
  /** `performance.now()` at the call's start; absent when nothing but the answer was fetched. */
  readonly startedAt?: number;
  /** What is to be seen together with the result, in the same transaction and before it. */
  readonly before?: (tx: TaskStore) => Promise<unknown>;
}

/** Stores the result unless one is there. */
export async function finishCall(deps: ActivityDeps, call: ToolCall, finished: Finished): Promise<CallOutcome> {
  const { result, startedAt, before } = finished;
  const ms = startedAt === undefined ? 0 : Math.round(performance.now() - startedAt);
  deps.crash('tool-receipted');
  const capped = await capResult(result, (text) => deps.workspace.spill(call.key, text));
  await deps.store.transaction(async (tx) => {
    await before?.(tx);
    await tx.putToolResult(call.key, call.name, capped, ms);
    if (capped.hosts) await askForHosts(tx, { key: call.key, hosts: capped.hosts, now: deps.now() });
    await tx.addActiveMs(call.key.taskId, ms);
  });
  deps.crash('tool-stored');
  if (call.tool?.effect === 'command') await deps.commands.forget(call.key);
  return { kind: 'done' };
}
