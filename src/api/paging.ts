// Lists: {items, next?} with ?limit&cursor.
import { z } from 'zod';
import type { Page } from '../store/port.ts';

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

/** What the store's page methods take: an absent cursor is left out. */
export const pageOf = ({ limit, cursor }: PageQuery): { limit: number; cursor?: string } => ({
  limit,
  ...(cursor === undefined ? {} : { cursor }),
});

export const pageBody = <T>({ items, next }: Page<T>): { items: T[]; next?: string } => ({
  items,
  ...(next === undefined ? {} : { next }),
});
