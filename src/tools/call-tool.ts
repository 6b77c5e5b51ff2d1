// One call from name and raw input to an outcome: whatever the model got wrong comes back as a result, never as a throw.
import { errorResult } from '../contract/tool-result.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { ExplainError } from './explain-error.ts';
import { parseCall } from './parse-call.ts';
import type { ToolContext, ToolOutcome, Tools } from './tool.ts';

/** Runs a call. Throws only what is not for the model: the signal's reason, an unreachable engine, a bug. */
export async function callTool(
  use: { readonly tools: Tools; readonly explain: ExplainError },
  call: { readonly name: string; readonly input: unknown },
  context: ToolContext,
): Promise<ToolOutcome> {
  const tool = use.tools.get(call.name);
  if (!tool) return { kind: 'result', result: unknownTool(call.name, use.tools) };
  const parsed = parseCall(tool, call.input);
  if (!parsed.ok) return { kind: 'result', result: parsed.result };
  try {
    return await tool.run(parsed.input, context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    return { kind: 'result', result: await use.explain(error, { call: { input: parsed.input, tool }, context }) };
  }
}

/** Says what exists, so that the next call can be one of these. */
export function unknownTool(name: string, tools: Tools): ToolResult {
  const called = name.slice(0, 100);
  const names = [...tools.keys()].sort().join(', ');
  return errorResult('task', `There is no tool ${JSON.stringify(called)}. These exist: ${names}.`, `There is no tool ${called}`);
}
