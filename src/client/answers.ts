// Answers whose shape the contract leaves to the page or the list around it.
import { z } from 'zod';
import { Approval, ChangeSet, Operation } from '../contract/changes.ts';
import { TaskEvent } from '../contract/events.ts';
import { Folder, FolderSuggestion, QueueItem, SearchHit, TaskSummary } from '../contract/http.ts';
import { NetworkRequest } from '../contract/network.ts';
import { Schedule, ScheduleRun } from '../contract/schedules.ts';
import { Thread } from '../contract/threads.ts';

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

export const TaskList = listOf(TaskSummary);
export const ThreadList = listOf(Thread);
export const SearchHits = z.object({ items: z.array(SearchHit) });
export const Suggestions = z.object({ items: z.array(FolderSuggestion) });
export const QueueList = z.object({ items: z.array(QueueItem) });
/** `total`: how many the whole list has; products before 0.2 do not say it. */
export const ApprovalList = listOf(Approval).extend({ total: z.number().int().optional() });
export const ChangeSetList = listOf(ChangeSet);
export const NetworkList = listOf(NetworkRequest);
export const FolderList = listOf(Folder);
export const ScheduleList = listOf(Schedule);
export const ScheduleRunList = listOf(ScheduleRun);
export const OperationList = listOf(Operation);
export const EventList = z.union([listOf(TaskEvent), z.array(TaskEvent).transform((items) => ({ items, next: undefined }))]);

/** One page; `next` is the cursor of the one after it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** A paged list, item by item: asks for the next page when the one before is used up. */
export async function* allOf<T>(page: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    yield* items;
    cursor = next;
  } while (cursor !== undefined);
}

/** Everything that comes, as one array; for lists that are known to be small enough to hold. */
export async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
