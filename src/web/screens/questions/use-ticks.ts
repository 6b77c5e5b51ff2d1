// Which operations of a question stay ticked. All are at first; what is kept is what was taken out.
import { useMemo, useState } from 'react';
import type { Operation } from '../../../contract/changes.ts';

export interface Ticks {
  readonly has: (id: string) => boolean;
  readonly stateOf: (ids: readonly string[]) => boolean | 'some';
  readonly set: (ids: readonly string[], on: boolean) => void;
  readonly count: number;
  readonly all: number;
  /** Ids to allow; undefined for all of them. */
  readonly chosen: () => string[] | undefined;
  /** Without a tick, though something ticked cannot be done without them. */
  readonly needed: ReadonlySet<string>;
  readonly setNeeded: (ids: readonly string[]) => void;
}

export function useTicks(operations: readonly Operation[]): Ticks {
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [needed, setNeeded] = useState<ReadonlySet<string>>(new Set());
  return useMemo(() => {
    const has = (id: string): boolean => !out.has(id);
    return {
      has,
      stateOf(ids) {
        const on = ids.filter(has).length;
        return on === ids.length ? true : on === 0 ? false : 'some';
      },
      set(ids, on) {
        setOut((before) => (on ? without(before, ids) : new Set([...before, ...ids])));
        setNeeded((before) => (on ? without(before, ids) : new Set()));
      },
      count: operations.length - out.size,
      all: operations.length,
      chosen: () => (out.size === 0 ? undefined : operations.flatMap(({ id }) => (out.has(id) ? [] : [id]))),
      needed,
      setNeeded: (ids) => setNeeded(new Set(ids)),
    };
  }, [operations, out, needed]);
}

function without(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const left = new Set(set);
  for (const id of ids) left.delete(id);
  return left;
}
