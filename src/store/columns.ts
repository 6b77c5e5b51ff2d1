// From values to columns and back: JSON text, flags, and members that are absent rather than undefined.

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its undefined members. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}

/** JSON text for a column; null for undefined and null. */
export const json = <T>(value: T): undefined extends T ? string | null : null extends T ? string | null : string =>
  (value === undefined || value === null ? null : JSON.stringify(value)) as never;

/** What `json` wrote. The store is the only writer of these columns, so their shape is not checked again. */
export const parsed = <T>(column: string): T => JSON.parse(column) as T;

export const parsedOrUndefined = <T>(column: string | null): T | undefined => (column === null ? undefined : parsed<T>(column));

/** PostgreSQL's text refuses U+0000, which a model or a file name may well contain. */
export const plain = (text: string): string => text.replaceAll('\0', '\uFFFD');

export const flag = (value: boolean): number => (value ? 1 : 0);
