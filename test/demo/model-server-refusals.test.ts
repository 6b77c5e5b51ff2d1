// The scripted server refuses what the real service refuses, in its error shape. Each refusal has a control that goes through.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';
import { bodyWith, clientOf, create, refusalOf } from './model-server-client.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ scripts: { default: () => ({ text: 'ok' }) } });
});
afterAll(() => server.close());

const user = (...content: unknown[]): unknown => ({ role: 'user', content });
const assistant = (...content: unknown[]): unknown => ({ role: 'assistant', content });
const text = (words: string, more: object = {}): unknown => ({ type: 'text', text: words, ...more });
const use = (id: string): unknown => ({ type: 'tool_use', id, name: 'look', input: {} });
const result = (id: string, content: unknown = 'seen', more: object = {}): unknown => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
});
const tool = (more: object = {}): unknown => ({
  name: 'look',
  description: 'Looks.',
  input_schema: { type: 'object', properties: {} },
  ...more,
});
const mark = (ttl?: string): object => ({ cache_control: { type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) } });
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image = (data: string, media = 'image/png'): unknown => ({
  type: 'image',
  source: { type: 'base64', media_type: media, data },
});

const long = user(text('a'));
const cases: [string, Record<string, unknown>, RegExp][] = [
  ['a missing max_tokens', { max_tokens: undefined }, /max_tokens: Field required/],
  ['an unknown field at the top', { stop: ['x'] }, /stop: Extra inputs are not permitted/],
  ['an unknown field in a block', { messages: [user(text('a', { origin: 'file' }))] }, /content\.0\.text\.origin: Extra inputs/],
  ['sampling parameters of the older version', { temperature: 0.5 }, /temperature: Extra inputs/],
  ['no message', { messages: [] }, /at least one message/],
  [
    'a first message that is not the user’s',
    { messages: [assistant(text('a')), user(text('b'))] },
    /first message must use the "user" role/,
  ],
  ['an unknown role', { messages: [{ role: 'tool', content: 'x' }] }, /role: Input should be/],
  ['a conversation that ends with the assistant', { messages: [long, assistant(text('b'))] }, /prefill/],
  ['an empty text block', { messages: [user(text(''))] }, /text content blocks must be non-empty/],
  ['a text block of white space', { messages: [user(text(' \n'))] }, /non-whitespace/],
  ['empty content in the middle', { messages: [user(), long] }, /non-empty content/],
  ['empty content at the end', { messages: [user()] }, /non-empty content/],
  ['an empty system block', { system: [text('')] }, /non-empty/],
  [
    'a call without its result',
    { messages: [long, assistant(use('t1')), user(text('b'))] },
    /without `tool_result` blocks immediately after: t1/,
  ],
  ['one of two calls without its result', { messages: [long, assistant(use('t1'), use('t2')), user(result('t1'))] }, /after: t2/],
  ['an orphan result', { messages: [user(result('t9'))] }, /unexpected `tool_use_id`.*t9/],
  [
    'a result one message late',
    { messages: [long, assistant(use('t1')), user(result('t1')), assistant(text('c')), user(result('t1'))] },
    /unexpected `tool_use_id`/,
  ],
  ['two results for one call', { messages: [long, assistant(use('t1')), user(result('t1'), result('t1'))] }, /single result/],
  ['results behind text', { messages: [long, assistant(use('t1')), user(text('b'), result('t1'))] }, /must come first/],
  [
    'a call id used twice',
    { messages: [long, assistant(use('t1')), user(result('t1')), assistant(use('t1')), user(result('t1'))] },
    /unique/,
  ],
  [
    'an input that is no object',
    { messages: [long, assistant({ type: 'tool_use', id: 't1', name: 'look', input: 'x' }), user(result('t1'))] },
    /valid dictionary/,
  ],
  ['empty text in a result', { messages: [long, assistant(use('t1')), user(result('t1', [text('')]))] }, /non-empty/],
  [
    'an image in an error',
    { messages: [long, assistant(use('t1')), user(result('t1', [image(PNG)], { is_error: true }))] },
    /all content must be type "text"/,
  ],
  ['an unknown block', { messages: [user({ type: 'video' })] }, /Input tag 'video'/],
  ['a tool call by the user', { messages: [user(use('t1'))] }, /can only be in `assistant` messages/],
  [
    'more than four breakpoints',
    { messages: [user(...Array.from({ length: 5 }, () => text('a', mark())))] },
    /maximum of 4 blocks.*Found 5/,
  ],
  [
    'an hour behind five minutes',
    { system: [text('s', mark('5m'))], messages: [user(text('a', mark('1h')))] },
    /ttl='1h'.*must not come after/,
  ],
  ['an unknown lifetime', { messages: [user(text('a', mark('2h')))] }, /Input should be '5m' or '1h'/],
  ['a bad tool name', { tools: [tool({ name: 'look at' })] }, /should match pattern/],
  ['a tool name of 65 characters', { tools: [tool({ name: 'a'.repeat(65) })] }, /should match pattern/],
  ['two tools of one name', { tools: [tool(), tool()] }, /must be unique/],
  ['a tool without a schema', { tools: [tool({ input_schema: undefined })] }, /input_schema: Field required/],
  ['a schema that is no object', { tools: [tool({ input_schema: { type: 'string' } })] }, /Input should be 'object'/],
  ['a schema with a choice at the top', { tools: [tool({ input_schema: { type: 'object', anyOf: [] } })] }, /at the top level/],
  [
    'a schema with an unknown type inside',
    { tools: [tool({ input_schema: { type: 'object', properties: { a: { type: 'text' } } } })] },
    /schema is invalid/,
  ],
  ['an unknown field of a tool', { tools: [tool({ effect: 'read' })] }, /effect: Extra inputs/],
  ['a forced tool', { tools: [tool()], tool_choice: { type: 'any' } }, /not supported for this model/],
  ['an image that is too large', { messages: [user(image(PNG.slice(0, 32) + 'A'.repeat(7_000_000)))] }, /exceeds 5 MB/],
  ['an image type that is not taken', { messages: [user(image(PNG, 'image/tiff'))] }, /media_type: Input should be/],
  ['an image that is something else', { messages: [user(image(PNG, 'image/jpeg'))] }, /does not appear to be/],
  ['broken base64', { messages: [user(image('%%%%'))] }, /Invalid base64/],
  [
    'a budget of thinking on a model without one',
    { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    /thinking\.type\.enabled.*not supported/,
  ],
  ['thinking switched off where it cannot be', { thinking: { type: 'disabled' } }, /thinking\.type\.disabled.*not supported/],
  ['a budget inside adaptive thinking', { thinking: { type: 'adaptive', budget_tokens: 2_000 } }, /budget_tokens: Extra inputs/],
  [
    'adaptive thinking on an older model',
    { model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } },
    /adaptive thinking is not supported/,
  ],
  [
    'a budget below the least',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 100 } },
    /greater than or equal to 1024/,
  ],
  [
    'a budget above max_tokens',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 2_000 } },
    /must be greater than/,
  ],
];

describe('the scripted model server refuses', () => {
  it.each(cases)('%s', async (_name, more, words) => {
    const before = server.refusals().length;
    const refusal = await refusalOf(server, bodyWith(more));
    expect(refusal).toEqual({ status: 400, message: expect.stringMatching(words) });
    expect(server.refusals().length).toBe(before + 1);
  });

  it('a missing key with 401 and a wrong key with 401', async () => {
    const strict = await startModelServer({ scripts: {}, apiKey: 'right' });
    const call = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${strict.url}/v1/messages`, {
        method: 'POST',
        headers: { 'anthropic-version': '2026-10-21', ...headers },
        body: JSON.stringify(bodyWith()),
      });
    try {
      expect((await call({})).status).toBe(401);
      expect((await call({ 'x-api-key': 'wrong' })).status).toBe(401);
      expect((await call({ authorization: 'Bearer right' })).status).toBe(200);
      expect((await call({ 'x-api-key': 'right' })).status).toBe(200);
    } finally {
      await strict.close();
    }
  });

  it('an unknown version, in the error shape of the service', async () => {
    const answer = await fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k', 'anthropic-version': '2020-01-01' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining('2020-01-01') },
    });
  });
});

describe('the scripted model server accepts', () => {
  const before = (): number => server.refusals().length;

  it.each<[string, Record<string, unknown>]>([
    ['a plain question', {}],
    [
      'parallel calls with their results, then words',
      { messages: [long, assistant(text('x'), use('t1'), use('t2')), user(result('t2'), result('t1'), text('go on'))] },
    ],
    ['two user messages in a row', { messages: [long, long] }],
    ['an image in a result', { messages: [long, assistant(use('t1')), user(result('t1', [text('a picture'), image(PNG)]))] }],
    [
      'four breakpoints with the hour first',
      { system: [text('s', mark('1h'))], messages: [user(text('a', mark()), text('b', mark()), text('c', mark()))] },
    ],
    [
      'tools with a schema as zod writes it',
      {
        tools: [
          tool({
            input_schema: {
              $schema: 'https://json-schema.org/draft/2020-12/schema',
              type: 'object',
              properties: { a: { type: 'string' } },
              required: ['a'],
              additionalProperties: false,
            },
          }),
        ],
      },
    ],
    ['adaptive thinking', { thinking: { type: 'adaptive', display: 'summarized' } }],
    [
      'a budget on an older model',
      { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 1_024 }, max_tokens: 2_000 },
    ],
  ])('%s', async (_name, more) => {
    const refusals = before();
    expect((await create(server, bodyWith(more))).stop_reason).toBe('end_turn');
    expect(server.refusals().length).toBe(refusals);
  });

  it('a count of tokens without max_tokens', async () => {
    const counted = await clientOf(server).messages.countTokens({
      model: 'claude-sonnet-5-5',
      messages: [{ role: 'user', content: 'hello' }],
    });
    expect(counted.input_tokens).toBeGreaterThan(0);
    await expect(
      clientOf(server).messages.countTokens(bodyWith() as unknown as Anthropic.MessageCountTokensParams),
    ).rejects.toThrow(/max_tokens: Extra/);
  });
});
