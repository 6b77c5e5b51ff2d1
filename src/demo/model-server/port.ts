// What a script for the scripted model server sees and answers.

/** A content block of the Messages API, as it came. */
export type Block = Record<string, unknown> & { type: string };

export interface ParsedMessage {
  readonly role: string;
  /** Text given as a string comes as one text block. */
  readonly content: readonly Block[];
}

export interface ParsedRequest {
  readonly model: string;
  readonly system: readonly Block[];
  readonly tools: readonly { readonly name: string }[];
  readonly messages: readonly ParsedMessage[];
  /** The name in the first `[[script:name]]` of the first user message, or what `route` chose. */
  readonly script: string;
  /** How often the very same body has come in, this time included: a script can fail the first and answer the second. */
  readonly attempt: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ScriptedCall {
  readonly name: string;
  readonly input?: Record<string, unknown>;
  /** Sent instead of the input's JSON, byte for byte. */
  readonly rawJson?: string;
}

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly retryAfter?: number | string;
    }
  /** The connection breaks after so many bytes or events of the stream. */
  | { readonly kind: 'cut'; readonly afterBytes?: number; readonly afterEvents?: number }
  /** Silence (no pings) of `ms` after `afterEvents` events (3), then the stream goes on. */
  | { readonly kind: 'stall'; readonly ms: number; readonly afterEvents?: number }
  /** An error event inside a stream that began well. */
  | { readonly kind: 'error_event'; readonly type: string; readonly message: string; readonly afterEvents?: number }
  /** The input of every tool call breaks off in the middle of its JSON. */
  | { readonly kind: 'malformed_tool_json' };

export interface Reply {
  readonly thinking?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedCall[];
  /** Else `tool_use` with calls and `end_turn` without. */
  readonly stopReason?: string;
  /** Before the first byte of the answer. */
  readonly delayMs?: number;
  /** Between two chunks of the stream. */
  readonly chunkDelayMs?: number;
  readonly fault?: Fault;
}

export type Script = (request: ParsedRequest) => Reply | Promise<Reply>;

/** One request as it came and what was answered. Keys are never recorded. */
export interface RecordedRequest {
  /** When it came in, in milliseconds since 1970 with fractions. */
  readonly at: number;
  /** When its answer was ready to be written, likewise: what the server itself and a script's delay took lies between. */
  readonly answeredAt: number;
  readonly path: string;
  readonly script: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** A request that the real service would have refused, and with which words. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly body: unknown;
}
