// Builds the request that answers a thread, at the same size however long it is: summary, newest part, what fits from before. Pure.
import type { ThreadCard, ThreadEvent } from '../contract/threads.ts';
import type { ToolSpec } from '../contract/tools.ts';
import { noticeBlock, userTextBlocks } from './blocks.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { Block, ModelRequest } from './port.ts';
import { THREAD_PROMPT } from './thread-prompt.ts';

/** What an older message may take; the one that is answered stands whole. */
const MESSAGE_CHARS = 4_000;
const CARD_CHARS = 900;
const ANSWER_TOKENS = 16_000;

/** A call of the model within an answer, and what its tools said. */
export interface ThreadRound {
  readonly content: readonly Block[];
  readonly results: readonly { readonly id: string; readonly text: string; readonly isError: boolean }[];
}

export interface ThreadRequestInput {
  readonly model: string;
  readonly tools: readonly ToolSpec[];
  readonly summary: string;
  /** What was said and happened since the summary, up to the message that is answered. */
  readonly before: readonly ThreadEvent[];
  /** Facts of now, and what fits from before. */
  readonly notes: readonly string[];
  readonly rounds: readonly ThreadRound[];
  /** What came while the answer was under way, its own words aside. */
  readonly meanwhile: readonly ThreadEvent[];
}

export function threadRequest(input: ThreadRequestInput): ModelRequest {
  const last = input.before.findLastIndex((event) => event.type === 'message_added' && event.role === 'user');
  const messages = joined([
    { role: 'user', content: [beginning(input.summary)] },
    ...input.before.flatMap((event, at) => messageOf(event, at === last)),
    { role: 'user', content: [noticeBlock(input.notes)] },
    ...input.rounds.flatMap((round): Message[] => [
      { role: 'assistant', content: round.content },
      { role: 'user', content: round.results.map(resultBlock) },
    ]),
    ...input.meanwhile.flatMap((event) => messageOf(event, true)),
  ]);
  return {
    model: input.model,
    maxTokens: Math.min(ANSWER_TOKENS, capabilitiesOf(input.model).maxTokens),
    tools: [...input.tools],
    system: [{ type: 'text', text: THREAD_PROMPT, cache_control: { type: 'ephemeral' } }],
    messages: withBreakpoints(messages),
  };
}

type Message = ModelRequest['messages'][number];

const beginning = (summary: string): Block =>
  noticeBlock(summary === '' ? ['The conversation begins here.'] : ['What was said before this, in short:', ...quoted(summary)]);

function messageOf(event: ThreadEvent, whole: boolean): Message[] {
  if (event.type === 'card_posted') return [{ role: 'user', content: [noticeBlock(cardLines(event.card))] }];
  if (event.type !== 'message_added') return [];
  const text = whole ? event.text : cut(event.text, MESSAGE_CHARS);
  if (event.role === 'assistant') return text.trim() === '' ? [] : [{ role: 'assistant', content: [{ type: 'text', text }] }];
  const files = (event.attachments ?? []).map(({ name }) => name);
  const attached = files.length === 0 ? [] : [noticeBlock([`Attached files: ${files.map(oneLine).join(', ')}`])];
  return [{ role: 'user', content: [...userTextBlocks(text), ...attached] }];
}

/** A line about what happened to a task, for the model and for a summary. */
export function cardLines(card: ThreadCard): string[] {
  switch (card.kind) {
    case 'task_started':
      return [`Task ${card.taskId} was started: ${oneLine(card.title)}`];
    case 'task_ended':
      return [
        `Task ${card.taskId} (${oneLine(card.title)}) is ${card.status}.`,
        ...quoted(cut(card.outcome ?? card.error ?? '', CARD_CHARS)),
        ...card.outputs.map(({ path }) => `Result: ${oneLine(path)}`),
      ];
    case 'question':
      return [`Task ${card.taskId} (${oneLine(card.title)}) waits for the person:`, ...quoted(cut(card.text, CARD_CHARS))];
    case 'run_missed':
      return [
        `Missed: ${oneLine(card.name)}, due ${card.due}${card.count > 1 ? ` (${card.count} times)` : ''}. ${oneLine(card.why)}`,
      ];
  }
}

const resultBlock = ({ id, text, isError }: ThreadRound['results'][number]): Block => ({
  type: 'tool_result',
  tool_use_id: id,
  content: [{ type: 'text', text }],
  ...(isError ? { is_error: true } : {}),
});

/** Neighbours of one role become one message, as the service wants it. */
function joined(messages: readonly Message[]): Message[] {
  const all: { role: Message['role']; content: Block[] }[] = [];
  for (const { role, content } of messages) {
    const last = all.at(-1);
    if (last?.role === role) last.content.push(...content);
    else all.push({ role, content: [...content] });
  }
  return all.filter(({ content }) => content.length > 0);
}

/** On the two newest messages of the user's side: the one before the newest stands the same in the next request of this answer. */
function withBreakpoints(messages: readonly Message[]): Message[] {
  const marked = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).slice(-2);
  const mark = (content: readonly Block[]): Block[] =>
    content.map((block, at) => (at === content.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block));
  return messages.map((message, at) => (marked.includes(at) ? { ...message, content: mark(message.content) } : message));
}

const quoted = (text: string): string[] =>
  text === ''
    ? []
    : text
        .replaceAll('<notice>', '‹notice›')
        .replaceAll('</notice>', '‹/notice›')
        .split('\n')
        .map((line) => `> ${line}`);
/** Names and titles cannot speak for the app. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('<', '‹').trim();
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}… (${text.length} characters)`;
