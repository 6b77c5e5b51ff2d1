// What a tool call answers: to the model, and in the transcript.
import { z } from 'zod';

export const Origin = z.enum(['user', 'file', 'command', 'web', 'connector', 'task']);
export type Origin = z.infer<typeof Origin>;

export const ResultBlock = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('image'),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']),
    /** base64 */
    data: z.string(),
  }),
]);
export type ResultBlock = z.infer<typeof ResultBlock>;

export const ToolResult = z.object({
  origin: Origin,
  isError: z.boolean(),
  blocks: z.array(ResultBlock),
  /** One sentence in past tense for step lines: "listed 612 files". */
  summary: z.string(),
  /** The same call would give it again, so that old copies may be cleared from the context. */
  refetchable: z.boolean().optional(),
  /** Hosts (host:port) that its command was refused and that a person may allow: the task waits for the answer. */
  hosts: z.array(z.string()).optional(),
});
export type ToolResult = z.infer<typeof ToolResult>;

/** A text result; `summary` defaults to the first line. */
export function textResult(origin: Origin, text: string, options: { summary?: string; refetchable?: boolean } = {}): ToolResult {
  return {
    origin,
    isError: false,
    blocks: [{ type: 'text', text }],
    summary: options.summary ?? firstLine(text),
    ...(options.refetchable ? { refetchable: true } : {}),
  };
}

/** An error the model can act on: what went wrong and what to do next. */
export function errorResult(origin: Origin, text: string, summary?: string): ToolResult {
  return { origin, isError: true, blocks: [{ type: 'text', text }], summary: summary ?? firstLine(text) };
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 200);
