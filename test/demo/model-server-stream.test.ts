// The stream has the shape of the real one, faults strike where the script says, and the prompt cache is played honestly.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { lastToolResults, sawText, stepOf } from '../../src/demo/model-server/inspect.ts';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ParsedRequest } from '../../src/demo/model-server/port.ts';
import { KEY, bodyWith, clientOf, create } from './model-server-client.ts';

let server: ModelServer;
let seen: ParsedRequest | undefined;
beforeAll(async () => {
  server = await startModelServer({
    scripts: {
      default: (request) => ((seen = request), { text: 'plain' }),
      full: () => ({
        thinking: 'Let me see.',
        text: 'I look at both places now.',
        toolCalls: [
          { name: 'look', input: { path: '/a/ä' } },
          { name: 'look', input: {} },
        ],
      }),
      cut: () => ({ text: 'This will not arrive', fault: { kind: 'cut', afterEvents: 4 } }),
      cutbytes: () => ({ text: 'This will not arrive', fault: { kind: 'cut', afterBytes: 30 } }),
      busy: (request) =>
        request.attempt === 1
          ? { fault: { kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down', retryAfter: 7 } }
          : { text: 'now' },
      broken: () => ({ toolCalls: [{ name: 'look', input: { path: '/abc' } }], fault: { kind: 'malformed_tool_json' } }),
    },
  });
});
afterAll(() => server.close());

const asking = (script: string, more: Record<string, unknown> = {}): Record<string, unknown> =>
  bodyWith({ messages: [{ role: 'user', content: [{ type: 'text', text: `go [[script:${script}]]` }] }], ...more });

async function rawEvents(script: string): Promise<{ event: string; data: Record<string, unknown> }[]> {
  const answer = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'anthropic-version': '2026-10-21' },
    body: JSON.stringify(asking(script, { stream: true })),
  });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  return (await answer.text())
    .split('\n\n')
    .filter((f) => f !== '')
    .map((f) => {
      const [event = '', data = ''] = f.split('\n');
      return { event: event.replace('event: ', ''), data: JSON.parse(data.replace('data: ', '')) as Record<string, unknown> };
    });
}

describe('the stream', () => {
  it('has the events of the service in their order', async () => {
    const events = await rawEvents('full');
    expect(events[0]).toMatchObject({
      event: 'message_start',
      data: { message: { content: [], stop_reason: null, usage: { output_tokens: 1 } } },
    });
    expect(events[1]).toEqual({ event: 'ping', data: { type: 'ping' } });
    const kinds = events
      .slice(2)
      .map((e) => e.event)
      .filter((e, at, all) => e !== all[at - 1]);
    const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
    expect(kinds).toEqual([...block, ...block, ...block, ...block, 'message_delta', 'message_stop']);
    expect(events.at(-2)?.data).toMatchObject({ delta: { stop_reason: 'tool_use' } });
    expect(events.every((e) => e.event === e.data['type'])).toBe(true);
  });

  it('is put together by the SDK to what the script said', async () => {
    const message = await clientOf(server)
      .messages.stream(asking('full') as unknown as Anthropic.MessageStreamParams)
      .finalMessage();
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: 'Let me see.' },
      { type: 'text', text: 'I look at both places now.' },
      { type: 'tool_use', name: 'look', input: { path: '/a/ä' } },
      { type: 'tool_use', name: 'look', input: {} },
    ]);
    expect(message.usage.output_tokens).toBeGreaterThan(1);
  });

  it('says the same without streaming', async () => {
    expect(await create(server, asking('full'))).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'thinking' }, { type: 'text' }, {}, {}],
    });
  });

  it.each(['cut', 'cutbytes'])('breaks off without an end (%s)', async (script) => {
    await expect(
      clientOf(server)
        .messages.stream(asking(script) as unknown as Anthropic.MessageStreamParams)
        .finalMessage(),
    ).rejects.toThrow();
  });

  it('refuses the first and answers the second of the same requests', async () => {
    await expect(create(server, asking('busy'))).rejects.toMatchObject({ status: 429, apiMessage: 'slow down' });
    expect(await create(server, asking('busy'))).toMatchObject({ content: [{ text: 'now' }] });
    expect(server.refusals()).toEqual([]);
  });

  it('breaks the JSON of a tool call off', async () => {
    const events = await rawEvents('broken');
    const json = events.map((e) => (e.data['delta'] as { partial_json?: string } | undefined)?.partial_json ?? '').join('');
    expect(() => JSON.parse(json) as unknown).toThrow();
  });
});

describe('a script', () => {
  it('sees steps, results and texts', async () => {
    const messages = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: '612 files' }], is_error: true },
          { type: 'text', text: 'and hurry' },
        ],
      },
    ];
    await create(server, bodyWith({ messages }));
    expect(stepOf(seen!)).toBe(1);
    expect(lastToolResults(seen!)).toEqual([{ toolUseId: 't1', name: 'look', text: '612 files', isError: true, images: 0 }]);
    expect([sawText(seen!, /612/), sawText(seen!, /hurry/), sawText(seen!, /never/)]).toEqual([true, true, false]);
  });
});

describe('the prompt cache', () => {
  const big = 'word '.repeat(2_000);
  const mark = { cache_control: { type: 'ephemeral' } };
  const turn = (...texts: string[]): unknown => ({
    role: 'user',
    content: texts.map((text, at) => ({ type: 'text', text, ...(at === texts.length - 1 ? mark : {}) })),
  });

  it('writes once, then reads what is the same and pays only for the rest', async () => {
    const system = [{ type: 'text', text: `cache one ${big}`, cache_control: { type: 'ephemeral', ttl: '1h' } }];
    const first = await create(server, bodyWith({ system, messages: [turn('a')] }));
    expect(first.usage.cache_read_input_tokens).toBe(0);
    expect(first.usage.cache_creation?.ephemeral_1h_input_tokens).toBeGreaterThan(2_000);
    const second = await create(server, bodyWith({ system, messages: [turn('a', big)] }));
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
    expect(second.usage.cache_creation?.ephemeral_5m_input_tokens).toBeGreaterThan(2_000);
    expect(second.usage.cache_creation?.ephemeral_1h_input_tokens).toBe(0);
  });

  it('reads nothing when something before the mark changed', async () => {
    const body = (word: string): Record<string, unknown> =>
      bodyWith({ system: [{ type: 'text', text: `cache two ${word} ${big}`, ...mark }] });
    await create(server, body('a'));
    expect((await create(server, body('b'))).usage.cache_read_input_tokens).toBe(0);
    expect((await create(server, body('b'))).usage.cache_read_input_tokens).toBeGreaterThan(2_000);
  });
});

it('keeps no key in what it records', async () => {
  await create(server, bodyWith());
  expect(JSON.stringify(server.requests())).not.toContain(KEY);
});
