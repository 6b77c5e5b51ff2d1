// The real SDK against the scripted server, for tests.
import Anthropic, { APIError } from '@anthropic-ai/sdk';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';

export const KEY = 'sk-test-0123456789abcdef';

export const clientOf = (server: ModelServer, apiKey: string = KEY): Anthropic =>
  new Anthropic({ apiKey, baseURL: server.url, maxRetries: 0, logLevel: 'off' });

type Raw = Record<string, unknown>;

export const MODEL = 'claude-sonnet-5-5';

/** A body that is accepted, with members replaced. */
export const bodyWith = (more: Raw = {}): Raw => ({
  model: MODEL,
  max_tokens: 1_000,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
  ...more,
});

/** Sends any body, whatever the types say. */
export const create = (server: ModelServer, body: Raw): Promise<Anthropic.Message> =>
  clientOf(server).messages.create(body as unknown as Anthropic.MessageCreateParamsNonStreaming);

/** The status and words with which a body is refused; fails when it is accepted. */
export async function refusalOf(server: ModelServer, body: Raw): Promise<{ status: number | undefined; message: string }> {
  try {
    await create(server, body);
  } catch (error) {
    if (error instanceof APIError) {
      const told = error as APIError;
      return { status: told.status, message: told.apiMessage ?? '' };
    }
    throw error;
  }
  throw new Error('accepted');
}
