// What a question about a schedule shows: all that would be saved.
import { z } from 'zod';
import type { Approval } from '../../contract/changes.ts';
import { Access, Budget, Mode } from '../../contract/task.ts';
import { wrap } from '../format/text.ts';
import { previewLines } from '../schedule-page.ts';
import { ACCESS, MODE } from '../words/tasks.ts';

const Wish = z.object({
  in_words: z.string(),
  time_zone: z.string(),
  next_runs: z.array(z.string()),
  prompt: z.string(),
  folders: z.array(z.object({ path: z.string(), access: Access })),
  mode: Mode,
  budget: Budget,
  daily_max_usd: z.number().optional(),
  tools: z.array(z.string()).optional(),
});

/** Nothing for other questions. */
export function scheduleLines({ tool, arguments: args }: Approval, width: number): string[] {
  const read = tool === 'schedule_task' ? Wish.safeParse(args) : undefined;
  if (!read?.success) return [];
  const { in_words, time_zone, next_runs, prompt, folders, mode, budget, daily_max_usd, tools } = read.data;
  return [
    ...previewLines({ words: in_words, timeZone: time_zone, next: next_runs }),
    ...wrap(`Job: ${prompt}`, width),
    ...(folders.length === 0 ? ['Folders: none'] : folders.map(({ path, access }) => `Folder: ${path} (${ACCESS[access]})`)),
    `Mode: ${MODE[mode]}`,
    `Budget: ${budget.maxUsd ?? '?'} $ a run${daily_max_usd === undefined ? '' : `, ${daily_max_usd} $ a day`}`,
    ...(tools === undefined ? [] : wrap(`Tools: ${tools.join(', ')}`, width)),
  ];
}
