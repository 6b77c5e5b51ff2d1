// Messages: roles, contents, and that every tool call is answered in the next message.
import { checkBlock } from './check-block.ts';
import { checkThinkingBlocks, checkThinkingKept } from './check-thinking.ts';
import type { FlatBlock } from './check-thinking.ts';
import { Refused, fields, list, onlyFields } from './refused.ts';
import type { Fields } from './refused.ts';

export interface Turn {
  readonly role: string;
  readonly blocks: FlatBlock[];
}

export function checkMessages(messages: readonly unknown[], request: Fields): void {
  if (messages.length === 0) throw new Refused('messages: at least one message is required');
  const turns = turnsOf(messages);
  const flat = turns.flatMap((turn) => turn.blocks);
  for (const { block, path, role } of flat) checkBlock(block, path, role);
  if (turns[0]?.role !== 'user') throw new Refused('messages: first message must use the "user" role');
  if (turns.at(-1)?.role === 'assistant') {
    throw new Refused('This model does not support assistant message prefill. The conversation must end with a user message.');
  }
  checkPairs(turns);
  checkThinkingBlocks(flat, request);
  checkThinkingKept(flat, request);
}

/** Messages of one role in a row are one turn to the service. */
export function turnsOf(messages: readonly unknown[]): Turn[] {
  const turns: Turn[] = [];
  for (const [at, item] of messages.entries()) {
    const message = fields(item, `messages.${at}`);
    onlyFields(message, ['role', 'content'], `messages.${at}`);
    const role = String(message['role']);
    if (role !== 'user' && role !== 'assistant') throw new Refused(`messages.${at}.role: Input should be 'user' or 'assistant'`);
    const blocks = contentOf(message['content'], at).map((block, index) => ({
      role,
      block,
      path: `messages.${at}.content.${index}`,
    }));
    if (blocks.length === 0 && at < messages.length - 1) {
      throw new Refused(
        `messages.${at}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    if (blocks.length === 0) throw new Refused(`messages.${at}: user messages must have non-empty content`);
    const last = turns.at(-1);
    if (last?.role === role) last.blocks.push(...blocks);
    else turns.push({ role, blocks });
  }
  return turns;
}

function contentOf(content: unknown, at: number): Fields[] {
  if (content === undefined) throw new Refused(`messages.${at}.content: Field required`);
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return list(content, `messages.${at}.content`).map((block, index) => fields(block, `messages.${at}.content.${index}`));
}

function checkPairs(turns: readonly Turn[]): void {
  const seen = new Set<string>();
  for (const [at, turn] of turns.entries()) {
    if (turn.role === 'assistant') {
      const wanted = idsOf(turn, 'tool_use', 'id');
      for (const id of wanted) {
        if (seen.has(id)) throw new Refused(`messages: \`tool_use\` ids must be unique`);
        seen.add(id);
      }
      checkAnswers(wanted, turns[at + 1], at);
      continue;
    }
    const before = new Set(at === 0 ? [] : idsOf(turns[at - 1], 'tool_use', 'id'));
    const orphan = idsOf(turn, 'tool_result', 'tool_use_id').find((id) => !before.has(id));
    if (orphan !== undefined) {
      throw new Refused(
        `messages.${at}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
  }
}

function checkAnswers(wanted: readonly string[], next: Turn | undefined, at: number): void {
  const given = idsOf(next, 'tool_result', 'tool_use_id');
  const missing = wanted.filter((id) => !given.includes(id));
  if (missing.length > 0) {
    throw new Refused(
      `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
    );
  }
  const twice = given.find((id, index) => given.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new Refused(
      `messages.${at + 1}.content: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${twice}`,
    );
  }
  const late = next?.blocks.findIndex(
    (f, index) => f.block['type'] === 'tool_result' && index > 0 && next.blocks[index - 1]?.block['type'] !== 'tool_result',
  );
  if (late !== undefined && late >= 0) {
    throw new Refused(
      `messages.${at + 1}: \`tool_result\` blocks must come first in the message that follows \`tool_use\` blocks`,
    );
  }
}

const idsOf = (turn: Turn | undefined, type: string, field: string): string[] =>
  (turn?.blocks ?? []).filter((f) => f.block['type'] === type).map((f) => String(f.block[field]));
