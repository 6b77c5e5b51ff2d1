// The model behind its port: one streamed call of the Messages API, with a limiter, a stall timer and errors by code.
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { isCoworkError } from '../contract/errors.ts';
import type { CoworkError } from '../contract/errors.ts';
import { createAssembly } from './assemble.ts';
import type { Assembly } from './assemble.ts';
import { STALL_MS } from './backoff.ts';
import { capabilitiesOf } from './capabilities.ts';
import { classifyModelError, notConfigured, unreachable } from './errors.ts';
import type { CallEnd, Limiter } from './limiter.ts';
import type { Model, ModelReply, ModelRequest } from './port.ts';
import { usd } from './prices.ts';
import { createRefusedThinking, refusesThinking } from './refused-thinking.ts';
import { stallTimer, type StallTimer, watchedFetch } from './watched-fetch.ts';

export interface ModelOptions {
  /** Read before each call, so that a key set meanwhile counts. */
  readonly apiKey?: () => string | undefined | Promise<string | undefined>;
  /** Any service that speaks the Messages API; without it the provider's own. */
  readonly baseUrl?: string | undefined | (() => Promise<string | undefined>);
  readonly limiter: Limiter;
  readonly log?: { warn(fields: object, message: string): void };
  readonly fetch?: typeof fetch;
  /** Silence after which a stream counts as dead. */
  readonly stallMs?: number;
}

/** Longer than any answer: the stall timer is what ends a dead call. The SDK's own ten minutes would cut long ones. */
const NO_TIMEOUT_MS = 24 * 60 * 60 * 1_000;

/** A living stream says something within this: the service pings. */
const AWAKE_MS = 20_000;

type CallOptions = Parameters<Model['call']>[1];

/** Proxies (HTTPS_PROXY, NO_PROXY) are honoured by Node's own fetch when NODE_USE_ENV_PROXY is set, which the launcher does. */
export function createModel(options: ModelOptions): Model {
  const refused = createRefusedThinking();
  /** Of the calls that run. */
  const stalls = new Set<StallTimer>();

  const attempt = async (request: ModelRequest, call: CallOptions): Promise<ModelReply> => {
    const key = await options.apiKey?.();
    const baseUrl = typeof options.baseUrl === 'function' ? await options.baseUrl() : options.baseUrl;
    if (!key && baseUrl === undefined) throw notConfigured();
    const release = await options.limiter.acquire(call);
    let end: CallEnd = { kind: 'other' };
    try {
      const reply = await streamed({ request, call, key, baseUrl, options, stalls });
      end = { kind: 'ok' };
      return reply;
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      const failure = isCoworkError(error) ? error : classifyModelError(error, key);
      end = endOf(failure);
      throw failure;
    } finally {
      release(end);
    }
  };

  return {
    async call(request, call) {
      const sent = refused.without(request);
      try {
        return await attempt(sent, call);
      } catch (error) {
        if (!isCoworkError(error) || !refusesThinking(error.extra['providerStatus'], error.detail)) throw error;
        if (!refused.refuse(sent)) throw error;
        // Not a retry of the same request: it can only succeed without the blocks, and then always.
        options.log?.warn({ model: request.model }, 'the service refused earlier thinking; going on without it');
        return await attempt(refused.without(request), call);
      }
    },
    woke() {
      for (const stall of stalls) stall.hurry(AWAKE_MS);
    },
    waitMs: () => options.limiter.waitMs(),
    usd,
    contextTokens: (model) => capabilitiesOf(model).contextTokens,
  };
}

const endOf = (failure: CoworkError): CallEnd =>
  failure.code === 'model_rate_limited' || failure.code === 'model_overloaded'
    ? { kind: 'slow_down', retryAfterMs: failure.retryAfterMs }
    : { kind: 'other' };

interface Streaming {
  readonly request: ModelRequest;
  readonly call: CallOptions;
  readonly key: string | undefined;
  readonly baseUrl: string | undefined;
  readonly options: ModelOptions;
  readonly stalls: Set<StallTimer>;
}

/** One request and its stream to the end. Aborted by the caller's signal or by silence; a cut stream is an error, its cost is told. */
async function streamed({ request, call, key, baseUrl, options, stalls }: Streaming): Promise<ModelReply> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  call.signal.addEventListener('abort', onAbort, { once: true });
  if (call.signal.aborted) stop.abort();
  const stallMs = options.stallMs ?? STALL_MS;
  let stalled = false;
  const stall = stallTimer(stallMs, () => {
    stalled = true;
    stop.abort();
  });
  stalls.add(stall);
  const assembly = createAssembly();
  try {
    const client = clientFor({ key, baseUrl }, options, stall.touch);
    const events = await client.messages.create(bodyOf(request), { signal: stop.signal });
    for await (const event of events) {
      const text = assembly.take(event);
      if (text !== '') call.onText(text);
      if (event.type === 'message_start' || event.type === 'message_delta') tellUsage(assembly.usage(), call);
    }
    const reply = assembly.reply();
    if (reply) return reply;
    throw unreachable('The answer was cut off before its end.');
  } catch (error) {
    tellUsage(assembly.cutUsage(), call);
    if (stalled) throw unreachable(`No byte arrived for ${Math.round(stallMs / 1_000)} s.`);
    throw error;
  } finally {
    stall.stop();
    stalls.delete(stall);
    call.signal.removeEventListener('abort', onAbort);
  }
}

const tellUsage = (usage: ReturnType<Assembly['usage']>, call: CallOptions): void => {
  if (usage) call.onUsage(usage);
};

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

/** A client for one call: its fetch reports bytes to that call's stall timer. It reads no credentials and writes no logs of its own. */
function clientFor({ key, baseUrl }: Pick<Streaming, 'key' | 'baseUrl'>, options: ModelOptions, onByte: () => void): Anthropic {
  return new Anthropic({
    apiKey: key ?? 'none',
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logger: silent,
    logLevel: 'off',
    fetch: watchedFetch(options.fetch ?? fetch, onByte),
    // Explicit in both cases, so that the SDK does not look into the environment: what counts is our own configuration.
    baseURL: baseUrl ?? 'https://api.anthropic.com',
    defaultHeaders: compatibleHeaders(key, baseUrl),
  });
}

/** The SDK sends the key as a bearer token; many compatible services look for it in `x-api-key` instead. */
function compatibleHeaders(key: string | undefined, baseUrl: string | undefined): Record<string, string | null> {
  if (!key) return { authorization: null };
  return baseUrl === undefined ? {} : { 'x-api-key': key };
}

function bodyOf(request: ModelRequest): MessageCreateParamsStreaming {
  // The blocks are the provider's own, stored verbatim: our port types them loosely on purpose.
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(capabilitiesOf(request.model).thinking === 'adaptive' ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
    ...(request.system.length > 0 ? { system: request.system } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools } : {}),
    messages: request.messages,
  } as unknown as MessageCreateParamsStreaming;
}
