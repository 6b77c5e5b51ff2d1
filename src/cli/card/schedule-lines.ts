// What a question about a schedule shows: all that would be saved.
import type { Approval } from '../../contract/changes.ts';
import { scheduleWishOf } from '../../contract/schedule-wish.ts';
import { wrap } from '../format/text.ts';
import { budgetLines, previewLines } from '../schedule-page.ts';
import { words } from '../words/schedules.ts';
import { ACCESS, MODE } from '../words/tasks.ts';

/** Nothing for other questions. */
export function scheduleLines(approval: Approval, width: number): string[] {
  const wish = scheduleWishOf(approval);
  if (!wish) return [];
  const { name, in_words, time_zone, next_runs, prompt, folders, mode, budget, daily_max_usd, tools } = wish;
  return [
    ...wrap(`Name: ${name}`, width),
    ...previewLines({ words: in_words, timeZone: time_zone, next: next_runs }),
    ...wrap(`Job: ${prompt}`, width),
    ...(folders.length === 0 ? [words.noFolders] : folders.map(({ path, access }) => `Folder: ${path} (${ACCESS[access]})`)),
    `Mode: ${MODE[mode]}`,
    ...budgetLines({ budget, dailyMaxUsd: daily_max_usd }).flatMap((line) => wrap(line, width)),
    ...(tools === undefined ? [] : wrap(words.tools(tools), width)),
  ];
}
