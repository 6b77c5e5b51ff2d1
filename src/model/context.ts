// Builds the request of a step from stored rows. Pure: the same rows give the same bytes, so that the prompt cache and the
// service's check of earlier thinking both hold from step to step.
import type { ToolSpec } from '../contract/tools.ts';
import { capabilitiesOf } from './capabilities.ts';
import { rowsFrom } from './compaction.ts';
import { NO_COMPACTION, unpackRewrite } from './compaction-state.ts';
import type { Block, CompactionState, ModelRequest, PromptFacts, TranscriptMessage } from './port.ts';
import { systemBlocks } from './prompt.ts';
import { summaryMessage } from './summary.ts';
import { clearedResult, isRefetchable } from './tool-result-block.ts';

export interface BuildInput {
  readonly model: string;
  readonly tools: readonly ToolSpec[];
  readonly facts: Pick<PromptFacts, 'mode'>;
  /** All rows in order: user row of step n (results of step n - 1 first, then texts), assistant row of step n, and so on. */
  readonly transcript: readonly TranscriptMessage[];
  readonly compaction?: CompactionState | undefined;
  /** What stands for the steps that a summary replaced, where the caller has it already: `replacementOf`. */
  readonly replacement?: readonly Block[] | undefined;
}

/** One breakpoint stands on the system prompt; the service allows four. */
const MOVING_BREAKPOINTS = 3;

/** The request for the step whose user row is the last one. Order of the prefix: tools by name, system, messages. */
export function buildRequest(input: BuildInput): ModelRequest {
  const state = input.compaction ?? NO_COMPACTION;
  const messages = conversation(input.transcript, state, input.replacement ?? replacementOf(input.transcript, state));
  return {
    model: input.model,
    maxTokens: capabilitiesOf(input.model).maxTokens,
    tools: sortedTools(input.tools),
    system: systemBlocks(input.facts.mode === 'ask'),
    messages: withBreakpoints(messages),
  };
}

type Message = ModelRequest['messages'][number];

const sortedTools = (tools: readonly ToolSpec[]): ToolSpec[] =>
  [...tools].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** The blocks that stand for the replaced steps; none where there are none. The same for as long as the state is: worth keeping in a long task. */
export const replacementOf = (transcript: readonly TranscriptMessage[], state: CompactionState): readonly Block[] =>
  state.uptoStep < 0 ? [] : summaryMessage({ summary: unpackRewrite(state).text, transcript, uptoStep: state.uptoStep });

function conversation(transcript: readonly TranscriptMessage[], state: CompactionState, summary: readonly Block[]): Message[] {
  const { atStep } = unpackRewrite(state);
  const kept = rowsFrom(transcript, state.uptoStep + 1).map((row) => rewritten(row, state, atStep));
  const messages = kept.filter((m) => m.content.length > 0);
  if (state.uptoStep < 0) return messages;
  const [first, ...rest] = messages;
  if (first?.role === 'user') return [{ role: 'user', content: [...summary, ...first.content] }, ...rest];
  return [{ role: 'user', content: summary }, ...messages];
}

function rewritten(row: TranscriptMessage, state: CompactionState, atStep: number): Message {
  if (row.role === 'assistant') {
    return { role: 'assistant', content: row.step <= atStep ? row.content.filter((b) => !isThinking(b)) : row.content };
  }
  // Results in this row answer the calls of the step before: without those calls they would be orphans.
  const answered = row.step - 1;
  const content = answered <= state.uptoStep ? row.content.filter((b) => b.type !== 'tool_result') : row.content;
  if (answered > state.clearedStep) return { role: 'user', content };
  return { role: 'user', content: content.map((b) => (isRefetchable(b) ? clearedResult(b) : b)) };
}

const isThinking = (block: Block): boolean => block.type === 'thinking' || block.type === 'redacted_thinking';

/** On the last block of the newest user messages: the request before ended at the one but newest, so it is found in the cache. */
function withBreakpoints(messages: readonly Message[]): Message[] {
  const users = messages.flatMap((m, at) => (m.role === 'user' ? [at] : [])).slice(-MOVING_BREAKPOINTS);
  return messages.map((m, at) => (users.includes(at) ? { ...m, content: marked(m.content) } : m));
}

const marked = (content: readonly Block[]): Block[] =>
  content.map((block, at) => (at === content.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block));
