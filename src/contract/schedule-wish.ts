// What an agent wants to have done again and again: the arguments of its question, and exactly what is saved when it is allowed.
import { z } from 'zod';
import type { Approval } from './changes.ts';
import { Access, Budget, Mode } from './task.ts';

export const ScheduleWish = z.object({
  name: z.string(),
  /** As the agent wrote it. */
  when: z.string(),
  /** The same, read back. */
  in_words: z.string(),
  time_zone: z.string(),
  /** ISO 8601 with the offset of the time zone. */
  next_runs: z.array(z.string()),
  prompt: z.string(),
  folders: z.array(z.object({ path: z.string(), access: Access })),
  mode: Mode,
  /** Of one run. */
  budget: Budget,
  /** Most that all runs of one day may cost, US dollars. */
  daily_max_usd: z.number().optional(),
  /** The only tools that a run is given; absent: all. */
  tools: z.array(z.string()).optional(),
});
export type ScheduleWish = z.infer<typeof ScheduleWish>;

/** undefined for other questions. */
export const scheduleWishOf = ({ tool, arguments: args }: Pick<Approval, 'tool' | 'arguments'>): ScheduleWish | undefined =>
  tool === 'schedule_task' ? ScheduleWish.safeParse(args).data : undefined;
