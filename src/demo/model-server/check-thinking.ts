// The thinking configuration, and thinking blocks that are sent back.
import { acceptsAdaptive, acceptsBetweenTools, acceptsBudget, acceptsOff, hasPreservedThinking } from './model-rules.ts';
import { Refused, fields, isFields, onlyFields } from './refused.ts';
import type { Fields } from './refused.ts';
import { prefixHash, readSignature } from './signature.ts';

/** The least budget of thinking that the service takes. */
const LEAST_BUDGET = 1_024;

export function checkThinkingConfig(request: Fields): void {
  if (request['thinking'] === undefined || request['thinking'] === null) return;
  const config = fields(request['thinking'], 'thinking');
  const model = String(request['model']);
  const type = String(config['type']);
  if (type === 'enabled') return checkBudget(config, request);
  if (type === 'adaptive') {
    onlyFields(config, ['type', 'display'], 'thinking.adaptive');
    checkDisplay(config['display'], 'thinking.adaptive');
    if (!acceptsAdaptive(model)) throw new Refused('adaptive thinking is not supported on this model');
    return;
  }
  onlyFields(config, ['type'], `thinking.${type}`);
  if (type === 'disabled' && acceptsOff(model)) return;
  if (type === 'between_tools' && acceptsBetweenTools(model)) return;
  if (type === 'disabled' || type === 'between_tools') throw unsupported(type);
  throw new Refused("thinking.type: Input should be 'adaptive', 'between_tools', 'disabled' or 'enabled'");
}

function checkBudget(config: Fields, request: Fields): void {
  onlyFields(config, ['type', 'budget_tokens', 'display'], 'thinking.enabled');
  checkDisplay(config['display'], 'thinking.enabled');
  if (!acceptsBudget(String(request['model']))) throw unsupported('enabled');
  const budget = config['budget_tokens'];
  if (typeof budget !== 'number') throw new Refused('thinking.enabled.budget_tokens: Field required');
  if (budget < LEAST_BUDGET)
    throw new Refused(`thinking.enabled.budget_tokens: Input should be greater than or equal to ${LEAST_BUDGET}`);
  const most = request['max_tokens'];
  if (typeof most === 'number' && budget >= most)
    throw new Refused('`max_tokens` must be greater than `thinking.budget_tokens`.');
}

function checkDisplay(display: unknown, where: string): void {
  if (display === undefined || display === null || display === 'summarized' || display === 'omitted') return;
  throw new Refused(`${where}.display: Input should be 'summarized' or 'omitted'`);
}

const unsupported = (type: string): Refused =>
  new Refused(
    `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`,
  );

export interface FlatBlock {
  readonly role: string;
  readonly block: Fields;
  readonly path: string;
}

/**
 * Thinking that is sent back must be ours, unchanged, an unbroken run of what was issued, and (on models with preserved thinking) stand
 * behind the very words that it was made over.
 */
export function checkThinkingBlocks(flat: readonly FlatBlock[], request: Fields): void {
  const preserved = hasPreservedThinking(String(request['model']));
  let before: string | undefined;
  for (const [at, { block, path }] of flat.entries()) {
    if (block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking') continue;
    const signature = sealOf(block);
    const issued = readSignature(signature);
    const words = block['type'] === 'thinking' ? block['thinking'] : '';
    if (!issued || issued.words !== words) throw new Refused(`${path}: Invalid \`signature\` in \`thinking\` block`);
    const gap = before !== undefined && issued.after !== before;
    if (preserved && (gap || issued.prefix !== prefixHash(request, flat.slice(0, at)))) throw new Refused(boundElsewhere(path));
    before = signature.slice(-16);
  }
}

const sealOf = (block: Fields): string => {
  const seal = block['type'] === 'thinking' ? block['signature'] : block['data'];
  return typeof seal === 'string' ? seal : '';
};

const boundElsewhere = (path: string): string =>
  `${path}: Invalid \`signature\` in \`thinking\` block. The block is bound to a different conversation. Remove the block, or set \`thinking.block_binding.prefix_mismatch_behavior\` to "drop_block". That setting requires the \`thinking-binding-controls-2026-08-01\` value in the \`anthropic-beta\` header.`;

/**
 * While tools are in use the thinking of the last answer must be there: with a budget always; else as soon as thinking of earlier answers is
 * sent (all of it may be left out, the newest alone may not).
 */
export function checkThinkingKept(flat: readonly FlatBlock[], request: Fields): void {
  const lastAssistant = flat.findLast((f) => f.role === 'assistant');
  if (!lastAssistant || flat.at(-1)?.block['type'] === undefined) return;
  const index = lastAssistant.path.split('.')[1];
  const message = flat.filter((f) => f.role === 'assistant' && f.path.split('.')[1] === index);
  const uses = message.find((f) => f.block['type'] === 'tool_use');
  if (!uses) return;
  const isThinking = (f: FlatBlock | undefined): boolean =>
    f?.block['type'] === 'thinking' || f?.block['type'] === 'redacted_thinking';
  const budget = isFields(request['thinking']) && request['thinking']['type'] === 'enabled';
  const wasThere = String(uses.block['id']).startsWith(THOUGHT_BEFORE);
  const dropped = wasThere && !message.some(isThinking) && flat.some(isThinking);
  if ((budget && !isThinking(message[0])) || dropped) {
    throw new Refused(
      `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(message[0]?.block['type'])}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
    );
  }
}

/** Ids of tool calls that came behind thinking begin like this, so that dropped thinking is noticed without remembering anything. */
export const THOUGHT_BEFORE = 'toolu_t';
export const NO_THOUGHT_BEFORE = 'toolu_n';
