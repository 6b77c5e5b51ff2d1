// What a tool is: a schema, words for people and model, and one `run` that decides what shall happen but changes nothing itself.
import { z } from 'zod';
import type { CallKey } from '../contract/ids.ts';
import type { Access, PlanItem } from '../contract/task.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { ToolEffect, ToolInput, ToolSpec } from '../contract/tools.ts';
import type { Applied, DraftOp } from '../files/port.ts';

/** What a run may know and use. */
export interface ToolContext {
  readonly key: CallKey;
  /** Aborted on cancel; a run stops within 2 s and throws the signal's reason. */
  readonly signal: AbortSignal;
  /** For tool lines: `done` of `total`, and a sentence in present tense. */
  progress(done: number, total: number, text: string): void;
  /** A process that is gone had begun this call. */
  readonly begun: boolean;
  /** The task's folders, for errors that say what there is. */
  readonly folders: readonly { readonly name: string; readonly access: Access }[];
}

/** What a run came to. Only `result` is final; the rest is work for the caller, who alone has effects. */
export type ToolOutcome =
  | { readonly kind: 'result'; readonly result: ToolResult }
  /** Freeze, ask if the rules say so, apply; then `describe` says what it came to. */
  | {
      readonly kind: 'changes';
      readonly draft: readonly DraftOp[];
      /** JSON that `describe` is given, also after a restart. */
      readonly said?: unknown;
      /** Unix ms: what somebody changed since then is not touched. */
      readonly unchangedSince?: number;
    }
  | { readonly kind: 'plan'; readonly plan: PlanItem[]; readonly result: ToolResult }
  | { readonly kind: 'question'; readonly question: string; readonly options: readonly string[]; readonly multiple: boolean }
  /** Start these tasks and wait for them. */
  | { readonly kind: 'spawn'; readonly tasks: ToolInput<'spawn_tasks'>['tasks'] }
  | { readonly kind: 'schedule'; readonly wish: ToolInput<'schedule_task'> }
  | { readonly kind: 'folder'; readonly reason: string; readonly suggestedPath?: string; readonly access: Access };

/** How a change set ended. `applied` and `failed` are what the `receipt` callback of ChangeSets.apply is given. */
export type ApplyReport =
  | { readonly kind: 'applied'; readonly applied: Applied }
  /** Rolled back whole, or stuck (code `stuck`). */
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string }
  | { readonly kind: 'denied'; readonly note?: string }
  /** The question was withdrawn: the task ended, or files changed so much that the set could not be made again. */
  | { readonly kind: 'superseded'; readonly reason?: string }
  /** A rule of asking forbids it: the folder may only be read. */
  | { readonly kind: 'refused'; readonly rule: string }
  | { readonly kind: 'cancelled' };

interface ToolBase<I> {
  readonly name: string;
  /** Purpose, when to use it and when another, limits in numbers, one example of input, what an error looks like. */
  readonly description: string;
  readonly input: z.ZodType<I>;
  /** One line in present tense for people: "Looking at Downloads". */
  doing(input: I): string;
  /** Changes nothing and may be repeated. Throws CoworkErrors, which `callTool` turns into results, and the signal's reason. */
  run(input: I, context: ToolContext): Promise<ToolOutcome>;
}

/** Reads, asks, or keeps the plan. */
export interface PlainTool<I = unknown> extends ToolBase<I> {
  readonly effect: Exclude<ToolEffect, 'change' | 'command'>;
}

/** Answers a draft of changes. */
export interface ChangingTool<I = unknown> extends ToolBase<I> {
  readonly effect: 'change' | 'command';
  /** The result for the model. Needs nothing but these, so that it can be made again after a restart; `said` is the run's own. */
  describe(input: I, report: ApplyReport, said?: unknown): ToolResult;
}

export type Tool<I = unknown> = PlainTool<I> | ChangingTool<I>;

/** All tools by name. */
export type Tools = ReadonlyMap<string, Tool>;

/** The tools as the model gets them: sorted by name, the same bytes each time, because the prompt cache starts with them. */
export function toolSpecs(tools: Tools): ToolSpec[] {
  return [...tools.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(specOf);
}

function specOf(tool: Tool): ToolSpec {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input', override: dropMachineLimits });
  return { name: tool.name, description: tool.description, input_schema: schema };
}

/** zod writes the range of safe integers into each integer: noise to a model. */
function dropMachineLimits({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
