// Whether the AI service answers: one call of one token.
import { createLimiter } from './limiter.ts';
import { createModel } from './model.ts';

/** A local model may have to be loaded first. */
const PATIENCE_MS = 30_000;

export interface ModelCandidate {
  readonly key: string | undefined;
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** What is kept, and what somebody wants to try of it. */
export interface KeptModel {
  readonly key: () => Promise<string | undefined>;
  readonly baseUrl: string | null;
  readonly model: string;
}

/** What is left out is as it is kept. The kept key is for the kept address only: a typed one would learn it. */
export async function candidateOf(
  kept: KeptModel,
  wish: { readonly key?: string | undefined; readonly baseUrl?: string | null | undefined; readonly model?: string | undefined },
): Promise<ModelCandidate> {
  const baseUrl = (wish.baseUrl === undefined ? kept.baseUrl : wish.baseUrl) ?? undefined;
  const isKept = addressOf(baseUrl) === addressOf(kept.baseUrl ?? undefined);
  return { baseUrl, key: wish.key ?? (isKept ? await kept.key() : undefined), model: wish.model ?? kept.model };
}

/** One spelling for one address. */
const addressOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : new URL(url).href.replace(/\/+$/, '');

/** @throws CoworkError model_*: why it did not answer */
export async function testModel({ key, baseUrl, model }: ModelCandidate): Promise<void> {
  const once = createModel({ apiKey: () => key, baseUrl, limiter: createLimiter(), stallMs: PATIENCE_MS });
  await once.call(
    { model, system: [], tools: [], messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }], maxTokens: 1 },
    {
      priority: 1,
      interactive: true,
      signal: AbortSignal.timeout(PATIENCE_MS),
      onText: () => undefined,
      onUsage: () => undefined,
    },
  );
}
