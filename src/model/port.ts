// The model as the loop sees it: one streamed call, its cost, and errors by code. Retries are the caller's.
import type { ToolSpec } from '../contract/tools.ts';
import type { TaskFolder, PlanItem, Usage, Budget } from '../contract/task.ts';
import type { Urgency } from './limiter.ts';

/** Messages API content blocks, kept verbatim (thinking blocks included). */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

export interface TranscriptMessage {
  readonly step: number;
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}

export interface ModelRequest {
  readonly model: string;
  readonly system: readonly Block[];
  readonly tools: readonly ToolSpec[];
  readonly messages: readonly { role: 'user' | 'assistant'; content: readonly Block[] }[];
  readonly maxTokens: number;
}

export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** As the model sent it; not yet validated. `undefined` when its JSON was broken. */
  readonly input: unknown;
}

export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** How many of `cacheWriteTokens` were written for an hour (they cost more). Absent: none. */
  readonly cacheWrite1hTokens?: number;
}

export interface ModelReply {
  /** Blocks to store and send back unchanged. */
  readonly content: readonly Block[];
  readonly text: string;
  /** What the service tells of the thinking (recent models put their words between tool calls there). Absent: nothing told. */
  readonly thinking?: string;
  readonly toolUses: readonly ToolUse[];
  readonly stopReason:
    'end_turn' | 'tool_use' | 'max_tokens' | 'refusal' | 'pause_turn' | 'stop_sequence' | 'model_context_window_exceeded';
  readonly usage: ModelUsage;
}

export interface Model {
  /**
   * One attempt. Throws CoworkError model_*: `retryAfterMs` is set when the service said how long to wait. A stream without a byte for
   * 60 s (pings count) ends with model_unreachable. `onUsage` is called as soon as usage is known, so that a cut attempt can be counted.
   */
  call(
    request: ModelRequest,
    options: Urgency & { signal: AbortSignal; onText: (delta: string) => void; onUsage: (usage: ModelUsage) => void },
  ): Promise<ModelReply>;
  /** The computer slept: streams may be dead without a word, so each has a moment to show that it lives. */
  woke(): void;
  /** Milliseconds until the provider key may be used again; 0 when now. One limiter over all tasks. */
  waitMs(): number;
  /** Dollars, or null when the model's price is not in the table. */
  usd(model: string, usage: ModelUsage): number | null;
  /** Tokens that this model can read at once. */
  contextTokens(model: string): number;
}

/** What was done against growth of the conversation; the task store keeps it. `summary` is opaque to everyone but src/model. */
export interface CompactionState {
  /** Steps up to and including this one are replaced by the summary; -1: none. */
  readonly uptoStep: number;
  readonly summary: string;
  /** Old results that can be fetched again are cleared up to and including this step; -1: none. */
  readonly clearedStep: number;
}

/** What the prompt is made of. Everything here is stable for the life of a task, or goes into the newest user message. */
export interface PromptFacts {
  readonly prompt: string;
  readonly folders: readonly TaskFolder[];
  readonly mode: 'ask' | 'auto' | 'act';
  readonly nowIso: string;
  readonly timeZone: string;
  readonly plan: readonly PlanItem[];
  readonly usage: Usage;
  readonly budget: Budget;
}
