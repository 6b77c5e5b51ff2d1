// One call of the model against the scripted server with the real SDK: what comes back, what it costs, and how it fails.
// Long, because each way in which the service fails is a case.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import type { AddressInfo } from 'node:net';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';
import type { Fault, Reply, Script } from '../../src/demo/model-server/port.ts';
import { createLimiter } from '../../src/model/limiter.ts';
import { createModel } from '../../src/model/model.ts';
import type { Block, Model, ModelReply, ModelRequest, ModelUsage } from '../../src/model/port.ts';
import { toolResultBlock } from '../../src/model/tool-result-block.ts';

const KEY = 'sk-test-very-secret-0123456789';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let script: Script = () => ({ text: 'ok' });
let server: ModelServer;
let expectedRefusals = 0;
beforeAll(async () => {
  server = await startModelServer({ scripts: { default: (request) => script(request) } });
});
afterAll(() => server.close());
afterEach(() => {
  // No test may pass with a refusal that it did not ask for.
  expect(server.refusals().length).toBe(expectedRefusals);
});

const text = (words: string): Block => ({ type: 'text', text: words });
const requestOf = (messages: ModelRequest['messages'] = [{ role: 'user', content: [text('hello')] }]): ModelRequest => ({
  model: 'claude-sonnet-5-5',
  system: [text('You help.')],
  tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } }],
  messages,
  maxTokens: 1_000,
});

interface Seen {
  readonly deltas: string[];
  readonly usages: ModelUsage[];
}

function call(model: Model, options: { request?: ModelRequest; signal?: AbortSignal; seen?: Seen } = {}): Promise<ModelReply> {
  return model.call(options.request ?? requestOf(), {
    signal: options.signal ?? new AbortController().signal,
    onText: (delta) => options.seen?.deltas.push(delta),
    onUsage: (usage) => options.seen?.usages.push(usage),
    priority: 3,
    interactive: true,
  });
}

const modelWith = (more: Partial<Parameters<typeof createModel>[0]> = {}): Model =>
  createModel({ apiKey: () => KEY, baseUrl: server.url, limiter: createLimiter({ shortWaitMs: 0 }), ...more });
const answering = (reply: Reply): void => {
  script = () => reply;
};
const failing = (fault: Fault, more: Reply = {}): void =>
  answering({ text: 'This answer is long enough to be cut.', ...more, fault });
const failure = async (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => Promise.reject(new Error('did not fail')),
    (error: unknown) => error as Record<string, unknown>,
  );

/** Again where this process itself stood still for so long meanwhile: then its silence was not the service's. */
async function unlessStill<T>(ms: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    let last = performance.now();
    let longestMs = 0;
    const look = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 10);
    const result = await work().finally(() => clearInterval(look));
    if (Math.max(longestMs, performance.now() - last) < ms) return result;
  }
}

describe('a model call', () => {
  it('streams text and returns text, parallel calls, thinking, stop reason and usage', async () => {
    answering({
      thinking: 'Two places.',
      text: 'I look at both.',
      toolCalls: [
        { name: 'look', input: { path: '/a' } },
        { name: 'look', input: { path: '/b' } },
      ],
    });
    const seen: Seen = { deltas: [], usages: [] };
    const reply = await call(modelWith(), { seen });
    expect(reply).toMatchObject({ text: 'I look at both.', thinking: 'Two places.', stopReason: 'tool_use' });
    expect(reply.toolUses.map((t) => t.input)).toEqual([{ path: '/a' }, { path: '/b' }]);
    expect(reply.content.map((b) => b.type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
    expect(seen.deltas.join('')).toBe('I look at both.');
    expect(seen.usages[0]).toMatchObject({ outputTokens: 1 });
    expect(reply.usage.inputTokens).toBeGreaterThan(10);
    expect(reply.usage).toEqual(seen.usages.at(-1));
  });

  it('sends its blocks back unchanged, with results and images, and is not refused', async () => {
    answering({
      thinking: 'Look.',
      toolCalls: [
        { name: 'look', input: {} },
        { name: 'look', input: { n: 2 } },
      ],
    });
    const model = modelWith();
    const first = requestOf();
    const reply = await call(model, { request: first });
    const [one, two] = reply.toolUses;
    const picture = {
      origin: 'file',
      isError: false,
      blocks: [{ type: 'image', mediaType: 'image/png', data: PNG }],
      summary: 'Looked at a.png',
    } as const;
    const error = {
      origin: 'task',
      isError: true,
      blocks: [{ type: 'text', text: 'no such file' }],
      summary: 'no such file',
    } as const;
    const results = [
      toolResultBlock(one!.id, { ...picture, blocks: [...picture.blocks] }),
      toolResultBlock(two!.id, { ...error, blocks: [...error.blocks] }),
    ];
    const messages = [
      ...first.messages,
      { role: 'assistant' as const, content: reply.content },
      { role: 'user' as const, content: results },
    ];
    await expect(call(model, { request: requestOf(messages) })).resolves.toMatchObject({ stopReason: 'tool_use' });
  });

  it.each(['end_turn', 'max_tokens', 'refusal', 'pause_turn', 'stop_sequence', 'model_context_window_exceeded'] as const)(
    'tells stop reason %s',
    async (stopReason) => {
      answering({ text: 'So far.', stopReason });
      expect((await call(modelWith())).stopReason).toBe(stopReason);
    },
  );

  it('leaves out text of white space, which the service refuses when it comes back', async () => {
    answering({ text: ' ', toolCalls: [{ name: 'look', input: {} }] });
    expect((await call(modelWith())).content.map((b) => b.type)).toEqual(['tool_use']);
  });

  it('gives undefined for broken tool input and still has sendable content', async () => {
    answering({ toolCalls: [{ name: 'look', input: { path: '/folders/x' } }], fault: { kind: 'malformed_tool_json' } });
    const model = modelWith();
    const reply = await call(model);
    expect(reply.toolUses).toMatchObject([{ name: 'look', input: undefined }]);
    const results = [
      { type: 'tool_result', tool_use_id: reply.toolUses[0]!.id, content: 'The input was no JSON.', is_error: true },
    ];
    const messages = [
      ...requestOf().messages,
      { role: 'assistant' as const, content: reply.content },
      { role: 'user' as const, content: results },
    ];
    await expect(call(model, { request: requestOf(messages) })).resolves.toBeDefined();
  });

  it.each(['[1, 2]', '"text"', 'null'])('gives undefined for input that is no object: %s', async (rawJson) => {
    answering({ toolCalls: [{ name: 'look', rawJson }] });
    expect((await call(modelWith())).toolUses[0]?.input).toBeUndefined();
  });

  it('asks known models to think and says nothing of thinking to unknown ones', async () => {
    answering({ text: 'ok' });
    await call(modelWith());
    expect(server.requests().at(-1)?.body['thinking']).toEqual({ type: 'adaptive', display: 'summarized' });
    await call(modelWith(), { request: { ...requestOf(), model: 'my-own-model' } });
    expect(server.requests().at(-1)?.body).not.toHaveProperty('thinking');
  });

  it('needs a key for the provider, none for a service of one’s own', async () => {
    const model = createModel({ apiKey: () => undefined, limiter: createLimiter() });
    expect(await failure(call(model))).toMatchObject({ code: 'model_not_configured' });
    const heads: string[] = [];
    const own = modelWith({
      apiKey: () => undefined,
      fetch: (_input, init) => {
        heads.push(...new Headers(init?.headers).keys());
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    expect(await failure(call(own))).toMatchObject({ code: 'model_unreachable' });
    expect(heads).not.toContain('authorization');
  });
});

describe('a failing call', () => {
  it.each<[Fault & { kind: 'status' }, string, number | undefined]>([
    [{ kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down', retryAfter: 7 }, 'model_rate_limited', 7_000],
    [{ kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down' }, 'model_rate_limited', undefined],
    [{ kind: 'status', status: 529, type: 'overloaded_error', message: 'Overloaded', retryAfter: 2 }, 'model_overloaded', 2_000],
    [{ kind: 'status', status: 503, type: 'api_error', message: 'unavailable' }, 'model_overloaded', undefined],
    [{ kind: 'status', status: 500, type: 'api_error', message: 'Internal' }, 'model_unreachable', undefined],
    [{ kind: 'status', status: 504, type: 'timeout_error', message: 'late' }, 'model_unreachable', undefined],
    [{ kind: 'status', status: 400, type: 'invalid_request_error', message: 'messages: bad' }, 'model_bad_request', undefined],
    [{ kind: 'status', status: 404, type: 'not_found_error', message: 'model: nope' }, 'model_bad_request', undefined],
    [
      {
        kind: 'status',
        status: 400,
        type: 'invalid_request_error',
        message: 'prompt is too long: 210000 tokens > 200000 maximum',
      },
      'model_context_too_long',
      undefined,
    ],
    [
      { kind: 'status', status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
      'model_context_too_long',
      undefined,
    ],
    [{ kind: 'status', status: 401, type: 'authentication_error', message: 'invalid x-api-key' }, 'model_auth', undefined],
    [{ kind: 'status', status: 403, type: 'permission_error', message: 'no access' }, 'model_auth', undefined],
    [
      { kind: 'status', status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low' },
      'model_no_credit',
      undefined,
    ],
    [{ kind: 'status', status: 402, type: 'billing_error', message: 'pay' }, 'model_no_credit', undefined],
  ])('%j', async (fault, code, retryAfterMs) => {
    failing(fault);
    const error = await failure(call(modelWith()));
    expect(error).toMatchObject({ code, retryAfterMs });
    expect(error['detail']).toContain(fault.message);
  });

  it('tells an error inside a stream by its type', async () => {
    failing({ kind: 'error_event', type: 'overloaded_error', message: 'Overloaded' });
    expect(await failure(call(modelWith()))).toMatchObject({ code: 'model_overloaded' });
  });

  it.each([{ afterEvents: 6 }, { afterBytes: 1_500 }])(
    'counts a cut stream as an attempt that cost something: %j',
    async (where) => {
      failing({ kind: 'cut', ...where }, { text: 'word '.repeat(400) });
      const seen: Seen = { deltas: [], usages: [] };
      expect(await failure(call(modelWith(), { seen }))).toMatchObject({ code: 'model_unreachable' });
      expect(seen.usages.at(-1)?.inputTokens).toBeGreaterThan(10);
      expect(seen.usages.at(-1)?.outputTokens).toBeGreaterThan(1);
    },
  );

  it('counts a stream that ends in order but without its end as cut', async () => {
    const half = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}\n\n',
      );
    });
    await new Promise<void>((done) => half.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
    const seen: Seen = { deltas: [], usages: [] };
    expect(await failure(call(modelWith({ baseUrl }), { seen }))).toMatchObject({ code: 'model_unreachable' });
    expect(seen.usages.at(-1)).toMatchObject({ inputTokens: 5 });
    half.close();
    half.closeAllConnections();
  });

  it('ends a silent stream, but not a slow one', async () => {
    failing({ kind: 'stall', ms: 20_000 });
    expect(await failure(call(modelWith({ stallMs: 200 })))).toMatchObject({
      code: 'model_unreachable',
      detail: expect.stringContaining('No byte'),
    });
    answering({ text: 'a'.repeat(24 * 12), chunkDelayMs: 60 });
    const slow = () => call(modelWith({ stallMs: 1_000 })).catch((error: unknown) => error);
    expect(await unlessStill(900, slow)).toMatchObject({ stopReason: 'end_turn' });
  });

  it('counts pings as life', async () => {
    const pinging = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let pings = 0;
      const timer = setInterval(() => {
        pings += 1;
        if (pings < 12) return response.write('event: ping\ndata: {"type":"ping"}\n\n');
        clearInterval(timer);
        return response.destroy();
      }, 50);
    });
    await new Promise<void>((done) => pinging.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${(pinging.address() as AddressInfo).port}`;
    // Twelve pings in 600 ms with a limit of 400 ms: it is the break that ends it, not silence.
    const error = await unlessStill(300, () => failure(call(modelWith({ baseUrl, stallMs: 400 }))));
    expect(error['detail']).not.toContain('No byte');
    pinging.close();
    pinging.closeAllConnections();
  });

  it('is unreachable where nothing listens, with the reason', async () => {
    const error = await failure(call(modelWith({ baseUrl: 'http://127.0.0.1:9' })));
    expect(error).toMatchObject({ code: 'model_unreachable', detail: expect.stringMatching(/ECONNREFUSED|bad port/) });
  });

  it.each<[string, Reply]>([
    ['before the first byte', { text: 'x', delayMs: 20_000 }],
    ['in the middle of the stream', { text: 'a'.repeat(2_400), chunkDelayMs: 200 }],
  ])('throws the signal’s reason at once when aborted %s', async (_when, reply) => {
    answering(reply);
    const stop = new AbortController();
    const reason = new Error('cancelled by the user');
    const outcome = failure(call(modelWith(), { signal: stop.signal }));
    setTimeout(() => stop.abort(reason), 300);
    // The streams last for 20 s: coming back at all within the test's time shows that the call was stopped.
    expect(await outcome).toBe(reason);
  });

  it('does not start when aborted before', async () => {
    const before = server.requests().length;
    await failure(call(modelWith(), { signal: AbortSignal.abort(new Error('gone')) }));
    expect(server.requests().length).toBe(before);
  });
});

describe('the key', () => {
  it('is in no error and in no log, even when the service repeats it', async () => {
    const lines: string[] = [];
    const log = { warn: (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message) };
    const consoles = [console.log, console.error, console.warn, console.debug];
    const keep = (...parts: unknown[]): void => void lines.push(parts.map(String).join(' '));
    [console.log, console.error, console.warn, console.debug] = [keep, keep, keep, keep];
    process.env['ANTHROPIC_LOG'] = 'debug';
    try {
      const errors: unknown[] = [];
      const words = `wrong key ${KEY} (${JSON.stringify(KEY)}; ${encodeURIComponent(KEY)})`;
      for (const status of [400, 401, 429, 500]) {
        failing({ kind: 'status', status, type: 'invalid_request_error', message: words });
        errors.push(await failure(call(modelWith({ log }))));
      }
      errors.push(await failure(call(modelWith({ log, baseUrl: `http://${KEY}@127.0.0.1:9` }))));
      answering({ text: 'ok' });
      await call(modelWith({ log }));
      const deep = errors.map((e) => inspect(e, { depth: 10, showHidden: true }) + JSON.stringify(e));
      expect([...lines, ...deep].join('\n')).not.toContain(KEY);
      expect(deep.join('\n')).toContain('[removed]');
    } finally {
      delete process.env['ANTHROPIC_LOG'];
      [console.log, console.error, console.warn, console.debug] = consoles as [
        typeof console.log,
        typeof console.log,
        typeof console.log,
        typeof console.log,
      ];
    }
  });
});

describe('thinking that the service refuses', () => {
  it('is left out once and for all, and what comes after stays', async () => {
    answering({ thinking: 'First.', toolCalls: [{ name: 'look', input: {} }] });
    const warnings: string[] = [];
    const model = modelWith({ log: { warn: (_fields, message) => void warnings.push(message) } });
    const messages: { role: 'user' | 'assistant'; content: readonly Block[] }[] = [...requestOf().messages];
    const step = async (system: string): Promise<void> => {
      const reply = await call(model, { request: { ...requestOf(messages), system: [text(system)] } });
      const result = { type: 'tool_result', tool_use_id: reply.toolUses[0]!.id, content: 'seen' };
      messages.push({ role: 'assistant', content: reply.content }, { role: 'user', content: [result] });
    };
    await step('old prompt');
    await step('old prompt');
    // A product upgrade in the middle of a task.
    await step('new prompt');
    expectedRefusals = 1;
    await step('new prompt');
    await step('new prompt');
    expect(warnings).toHaveLength(1);
    const sent = server.requests().at(-1)?.body['messages'] as { content: Block[] }[];
    expect(sent.flatMap((m) => m.content).filter((b) => b.type === 'thinking')).toHaveLength(2);
  });
});
