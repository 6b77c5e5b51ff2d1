// What each model can read, write and think, from its published page. Unknown models (compatible services) get the safe default.
import { knownId } from './prices.ts';

export const DEFAULT_MODEL = 'claude-sonnet-5-5';

export interface Capabilities {
  /** Tokens that it can read at once. */
  readonly contextTokens: number;
  /** Tokens of one answer that we ask for: enough for a long file, far below what would let one answer eat the budget. */
  readonly maxTokens: number;
  /** `adaptive`: the model decides when and how long to think; `off`: the request does not speak of thinking at all. */
  readonly thinking: 'adaptive' | 'off';
}

const MILLION: Capabilities = { contextTokens: 1_000_000, maxTokens: 32_000, thinking: 'adaptive' };
/** Its only thinking is the older kind with a fixed budget, which we do not use. */
const OLDER: Capabilities = { contextTokens: 200_000, maxTokens: 32_000, thinking: 'off' };
const UNKNOWN: Capabilities = { contextTokens: 200_000, maxTokens: 8_192, thinking: 'off' };

const MODELS: Readonly<Record<string, Capabilities>> = {
  'claude-fable-5-2': MILLION,
  'claude-mythos-5-2': MILLION,
  'claude-fable-5-1': MILLION,
  'claude-mythos-5-1': MILLION,
  'claude-fable-5': MILLION,
  'claude-mythos-5': MILLION,
  'claude-opus-5-5': MILLION,
  'claude-opus-5': MILLION,
  'claude-opus-4-8': MILLION,
  'claude-opus-4-7': MILLION,
  'claude-opus-4-6': MILLION,
  'claude-sonnet-5-5': MILLION,
  'claude-sonnet-5': MILLION,
  'claude-sonnet-4-6': MILLION,
  'claude-haiku-5-5': MILLION,
  'claude-opus-4-5': OLDER,
  'claude-sonnet-4-5': OLDER,
  'claude-haiku-4-5': OLDER,
};

export const capabilitiesOf = (model: string): Capabilities => MODELS[knownId(model, MODELS) ?? ''] ?? UNKNOWN;
