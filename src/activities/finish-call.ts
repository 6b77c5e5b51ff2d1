// The last act of a tool call: its result into the transcript, cut to size first.
import type { ToolResult } from '../contract/tool-result.ts';
import type { ActivityDeps } from './deps.ts';
import type { CallOutcome } from './interface.ts';
import type { ToolCall } from './tool-call.ts';
import { capResult } from '../tools/cap.ts';

/** Stores the result unless one is there. `startedAt` is `performance.now()` at the call's start. */
export async function finishCall(
  deps: ActivityDeps,
  call: ToolCall,
  result: ToolResult,
  startedAt: number,
): Promise<CallOutcome> {
  const ms = Math.round(performance.now() - startedAt);
  const capped = await capResult(result, (text) => deps.workspace.spill(call.key, text));
  await deps.store.transaction(async (tx) => {
    await tx.putToolResult(call.key, call.name, capped, ms);
    await tx.addActiveMs(call.key.taskId, ms);
  });
  return { kind: 'done' };
}
