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
