// Made transcripts for tests of the context: as long and as wide as wanted.
import { textResult } from '../../src/contract/tool-result.ts';
import type { Block, PromptFacts, TranscriptMessage } from '../../src/model/port.ts';
import { firstUserBlocks } from '../../src/model/notes.ts';
import { toolResultBlock } from '../../src/model/tool-result-block.ts';

export const facts: PromptFacts & { attachments: string[] } = {
  prompt: 'Sort my receipts by month. [[script:default]]',
  folders: [{ path: '/home/ann/Receipts', name: 'Receipts', access: 'write', state: 'granted' }],
  mode: 'ask',
  nowIso: '2026-11-20T22:30:00Z',
  timeZone: 'Europe/Berlin',
  plan: [],
  usage: {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    usd: 0,
    steps: 0,
    cutAttempts: 0,
    activeMs: 0,
  },
  budget: { maxUsd: 5, maxSteps: 300 },
  attachments: ['/uploads/list.csv'],
};

export const TOOLS = ['read_file', 'move_files', 'ask_user', 'update_plan'].map((name) => ({
  name,
  description: `Does ${name}.`,
  input_schema: { type: 'object', properties: {} },
}));

interface Step {
  readonly name?: string;
  readonly input?: Record<string, unknown>;
  readonly said?: string;
  readonly origin?: 'file' | 'user' | 'task';
  readonly refetchable?: boolean;
  readonly isError?: boolean;
  /** Words of the user in the message after this step. */
  readonly words?: string;
}

/** User row 0, then for each step its assistant row and the user row with its result. */
export function transcriptOf(steps: readonly Step[]): TranscriptMessage[] {
  const rows: TranscriptMessage[] = [{ step: 0, role: 'user', content: firstUserBlocks(facts).blocks }];
  for (const [n, step] of steps.entries()) {
    const id = `toolu_n${n}`;
    const use: Block = {
      type: 'tool_use',
      id,
      name: step.name ?? 'read_file',
      input: step.input ?? { path: `/folders/Receipts/${n}.txt` },
    };
    rows.push({ step: n, role: 'assistant', content: [{ type: 'text', text: `Step ${n}.` }, use] });
    const answer = {
      ...textResult(step.origin ?? 'file', step.said ?? `content ${n}`, { refetchable: step.refetchable ?? true }),
      isError: step.isError ?? false,
    };
    const words: Block[] = step.words === undefined ? [] : [{ type: 'text', text: step.words }];
    rows.push({ step: n + 1, role: 'user', content: [toolResultBlock(id, answer), ...words] });
  }
  return rows;
}

export const read = (chars: number): Step => ({ said: 'x'.repeat(chars), refetchable: true });
export const many = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);
