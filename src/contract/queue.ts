// How many tasks work at once, and the list that people see of them.
import { z } from 'zod';
import type { WaitingFor } from './task.ts';

export const Slots = z.object({
  /** Tasks that a person or a schedule started. */
  tasks: z.number().int().min(1).max(100),
  /** Tasks that one task has started. */
  children: z.number().int().min(1).max(100),
});
export type Slots = z.infer<typeof Slots>;

export const DEFAULT_SLOTS: Slots = { tasks: 4, children: 20 };
/** A task may start so many in its life, */
export const MOST_CHILDREN = 200;
/** and those may start others, down to here. */
export const MOST_DEPTH = 3;

/** `parentId`: of one that waits for its turn among the tasks that another has started. */
export const waitsForSlot = (since: string, parentId?: string): WaitingFor =>
  parentId === undefined
    ? { kind: 'slot', since, text: 'Waiting for its turn', action: 'cowork queue' }
    : { kind: 'slot', since, text: 'Waiting for its turn among the tasks of its task', action: `cowork show ${parentId} --tree` };
