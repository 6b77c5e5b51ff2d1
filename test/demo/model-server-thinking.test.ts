// Thinking that is sent back: unchanged, complete, and only behind the words it was made over.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Anthropic from '@anthropic-ai/sdk';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';
import { bodyWith, create, refusalOf } from './model-server-client.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({
    scripts: {
      default: () => ({ thinking: 'What is there?', text: 'I look.', toolCalls: [{ name: 'look', input: { path: '/a' } }] }),
    },
  });
});
afterAll(() => server.close());

type Message = { role: string; content: { type: string; [name: string]: unknown }[] };

const TOOLS = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }];
const START: Message = { role: 'user', content: [{ type: 'text', text: 'hello' }] };

/** `steps` answers of the server, each followed by its result. */
async function conversation(steps: number): Promise<Message[]> {
  const messages: Message[] = [START];
  for (let step = 0; step < steps; step += 1) {
    const reply: Anthropic.Message = await create(server, bodyWith({ tools: TOOLS, messages }));
    const use = reply.content.find((b) => b.type === 'tool_use');
    messages.push({ role: 'assistant', content: structuredClone(reply.content) as unknown as Message['content'] });
    messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: use?.id, content: `seen ${step}` }] });
  }
  return messages;
}

const edited = (messages: Message[], at: number, edit: (content: Message['content']) => Message['content']): Message[] =>
  messages.map((m, index) => (index === at ? { ...m, content: edit(m.content) } : m));
const withoutThinking = (content: Message['content']): Message['content'] => content.filter((b) => b.type !== 'thinking');
const send = (
  messages: Message[],
  more: Record<string, unknown> = {},
): Promise<{ status: number | undefined; message: string }> => refusalOf(server, bodyWith({ tools: TOOLS, messages, ...more }));
const accept = async (messages: Message[], more: Record<string, unknown> = {}): Promise<void> => {
  await expect(create(server, bodyWith({ tools: TOOLS, messages, ...more }))).resolves.toMatchObject({ role: 'assistant' });
};

describe('thinking that is sent back', () => {
  it('is accepted as it came, with cache marks moved', async () => {
    const messages = await conversation(3);
    await accept(messages);
    await accept(edited(messages, 2, (c) => c.map((b) => ({ ...b, cache_control: { type: 'ephemeral' } }))));
  });

  it('is refused when its words or its signature were changed', async () => {
    const messages = await conversation(1);
    const words = await send(
      edited(messages, 1, (c) => c.map((b) => (b.type === 'thinking' ? { ...b, thinking: 'Something else' } : b))),
    );
    expect(words).toMatchObject({ status: 400, message: expect.stringMatching(/Invalid `signature` in `thinking` block$/) });
    const seal = await send(edited(messages, 1, (c) => c.map((b) => (b.type === 'thinking' ? { ...b, signature: 'AAAA' } : b))));
    expect(seal.message).toMatch(/Invalid `signature`/);
  });

  it.each<[string, (m: Message[]) => Message[], Record<string, unknown>]>([
    ['an earlier result was shortened', (m) => edited(m, 2, (c) => c.map((b) => ({ ...b, content: 'short' }))), {}],
    ['a text was added to an earlier message', (m) => edited(m, 0, (c) => [...c, { type: 'text', text: 'by the way' }]), {}],
    ['the tools changed', (m) => m, { tools: [...TOOLS, { name: 'other', input_schema: { type: 'object' } }] }],
    ['the system prompt changed', (m) => m, { system: 'new' }],
    ['thinking in the middle was left out', (m) => edited(m, 3, withoutThinking), {}],
  ])('is refused when %s', async (_name, change, more) => {
    const refusal = await send(change(await conversation(3)), more);
    expect(refusal.message).toMatch(/bound to a different conversation/);
  });

  it('may be left out from the oldest on, or altogether', async () => {
    const messages = await conversation(3);
    await accept(edited(messages, 1, withoutThinking));
    await accept(messages.map((m) => ({ ...m, content: withoutThinking(m.content) })));
  });

  it('may not be dropped from the answer whose tools are in use', async () => {
    const refusal = await send(edited(await conversation(3), 5, withoutThinking));
    expect(refusal.message).toMatch(/must start with a thinking block/);
  });

  it('is required with a budget, also when all of it was dropped', async () => {
    const messages = (await conversation(1)).map((m) => ({ ...m, content: withoutThinking(m.content) }));
    const budget = { model: 'claude-haiku-4-5', max_tokens: 4_000, thinking: { type: 'enabled', budget_tokens: 1_024 } };
    expect((await send(messages, budget)).message).toMatch(/Expected `thinking`/);
    await accept(messages);
  });
});
