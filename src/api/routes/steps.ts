// GET /tasks/{id}/steps/{step}: what each call of a step was asked and what it answered, for whoever wants to look closer than the log.
import { CoworkError } from '../../contract/errors.ts';
import { StepDetails } from '../../contract/http.ts';
import type { ToolResult } from '../../contract/tool-result.ts';
import type { ApiDeps } from '../deps.ts';
import { taskOr404 } from '../find-task.ts';
import { json, type Route, route } from '../route.ts';

/** What a person reads of one value; a listing of thousands is not more told by its end. */
const MOST_CHARS = 20_000;

export const stepRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/tasks/{id}/steps/{step}',
    summary: 'The calls of one step: tool, input, and the result as the agent was told it, long ones cut.',
    answers: { 200: { text: 'The calls, in their order', schema: StepDetails } },
    errors: ['not_found'],
    async handle({ params }) {
      const { id } = await taskOr404(store, params['id']);
      const step = Number(params['step']);
      const message = Number.isSafeInteger(step) && step >= 0 ? await store.message(id, step, 'assistant') : undefined;
      if (!message) throw new CoworkError('not_found', `Task ${id} has no step ${params['step']}, or not yet.`);
      const results = await store.toolResults(id, step);
      const calls = message.content.filter(isCall).map(({ name, input }, index) => {
        const result = results.get(index);
        return {
          index,
          tool: name,
          input: cut(JSON.stringify(input, undefined, 2)),
          ...(result ? { result: shown(result) } : {}),
        };
      });
      return json({ status: 200, body: { step, calls } });
    },
  }),
];

interface Call {
  readonly type: 'tool_use';
  readonly name: string;
  readonly input: unknown;
}
const isCall = (block: unknown): block is Call => (block as { type?: unknown }).type === 'tool_use';

function shown({ isError, origin, blocks }: ToolResult) {
  const text = blocks.map((block) => (block.type === 'text' ? block.text : `[${block.mediaType}]`)).join('\n');
  return { isError, origin, text: cut(text) };
}

const cut = (text: string): string =>
  text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS).toWellFormed()}\n… (${text.length} characters)`;
