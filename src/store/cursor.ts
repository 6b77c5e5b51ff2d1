// Opaque cursors: the place after which the next page begins. They stay valid for ever, also across restarts.
import { z } from 'zod';
import { CoworkError } from '../contract/errors.ts';
import type { Page } from './port.ts';

/** A list by time: the row that the page ended with. */
export const ByTime = z.tuple([z.string(), z.string()]);
/** A list by number. */
export const ByPosition = z.tuple([z.number().int()]);

const encode = (place: readonly (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws CoworkError invalid when it is not a cursor of this kind of list */
export function decodeCursor<T>(shape: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  const place = shape.safeParse(readJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (place.success) return place.data;
  throw new CoworkError('invalid', 'The cursor is not one that this list gave. Ask for the first page again.');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page from one row more than asked for, which tells whether there is a next one. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  as: { item: (row: R) => T; place: (row: R) => readonly (string | number)[] },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(as.item), next: rows.length > limit && last !== undefined ? encode(as.place(last)) : undefined };
}
