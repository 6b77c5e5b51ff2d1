// One tool call as the transcript has it: which tool, what input, found by (task, step, index).
import type { CallKey } from '../contract/ids.ts';
import type { MessageRow } from '../store/port.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { ApplyReport, Tool } from '../tools/tool.ts';
import type { ActivityDeps } from './deps.ts';

export interface ToolCall {
  readonly key: CallKey;
  /** The provider's id: only for the answer, never a key of ours. */
  readonly useId: string;
  readonly name: string;
  /** As the model sent it. */
  readonly input: unknown;
  /** Undefined when there is no tool of that name. */
  readonly tool: Tool | undefined;
}

interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** The tool calls of an assistant message, in the model's order. */
export function toolUses(message: Pick<MessageRow, 'content'>): ToolUseBlock[] {
  return message.content.filter((block): block is ToolUseBlock => (block as { type?: string }).type === 'tool_use');
}

/** Reads one call; undefined when the message or the index is not there (a store older than the workflow). */
export async function toolCall(deps: Pick<ActivityDeps, 'store' | 'tools'>, key: CallKey): Promise<ToolCall | undefined> {
  const message = await deps.store.message(key.taskId, key.step, 'assistant');
  const use = message && toolUses(message)[key.index];
  if (!use) return undefined;
  return { key, useId: use.id, name: use.name, input: use.input, tool: deps.tools.get(use.name) };
}

/** The result for the model; needs only the stored call and how it ended, so it can be made again after a restart. */
export function describe(call: ToolCall, of: { input: unknown; said?: unknown }, report: ApplyReport): ToolResult {
  const tool = call.tool;
  if (tool?.effect !== 'change' && tool?.effect !== 'command') throw new Error(`${call.name} makes no changes`);
  return tool.describe(of.input, report, of.said);
}
