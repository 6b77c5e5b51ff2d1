// Scripts for the scripted model server: small jobs that really look before they act. Chosen by [[script:name]] in the prompt.
import type { ParsedRequest, Reply, Script, ScriptedCall } from '../../src/demo/model-server/port.ts';

/** Number of the step that this request asks for, from 0: one assistant message per earlier step, whatever was cleared. */
export const stepOf = (request: ParsedRequest): number => request.messages.filter((m) => m.role === 'assistant').length;

/** The texts of the tool results in the newest message, in the order of the calls. */
export function lastResults(request: ParsedRequest): string[] {
  const content = request.messages.at(-1)?.content ?? [];
  return content.filter((block) => block.type === 'tool_result').map((block) => textIn(block['content']));
}

const textIn = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : (content as { type: string; text?: string }[]).map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join('\n');

/** Everything the user's side says in the newest message, outside tool results. */
export const lastWords = (request: ParsedRequest): string =>
  (request.messages.at(-1)?.content ?? []).map((block) => (block.type === 'text' ? String(block['text']) : '')).join('\n');

/** True when the loop asks for the completion check. */
export const isCheck = (request: ParsedRequest): boolean => lastWords(request).includes('one check against the request');

export const call = (name: string, input: Record<string, unknown>): ScriptedCall => ({ name, input });

/** Replies by step; the last one repeats. The completion check is answered with one line. */
export function inSteps(...replies: readonly (Reply | ((request: ParsedRequest) => Reply))[]): Script {
  return (request) => {
    if (isCheck(request)) return { text: 'Each item is met; the tools showed it.' };
    const reply = replies[Math.min(stepOf(request), replies.length - 1)]!;
    return typeof reply === 'function' ? reply(request) : reply;
  };
}

/** n steps of one call each, then the end. */
export const manySteps = (n: number, reply: (step: number) => Reply): Script => {
  return (request) => {
    if (isCheck(request)) return { text: 'Done and looked at.' };
    const step = stepOf(request);
    return step < n ? reply(step) : { text: `All ${n} steps are done.` };
  };
};
