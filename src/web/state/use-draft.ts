// A draft that is kept while it is typed.
import { useCallback, useState } from 'react';
import { type Draft, keepDraft, readDraft } from './drafts.ts';

/** A function where the change depends on what is there by then. */
export type Change = Partial<Draft> | ((draft: Draft) => Partial<Draft>);

export function useDraft(of: string): [Draft, (change: Change) => void] {
  const [draft, setDraft] = useState(() => readDraft(of));
  const change = useCallback(
    (part: Change) =>
      setDraft((before) => {
        const next = { ...before, ...(typeof part === 'function' ? part(before) : part) };
        keepDraft(of, next);
        return next;
      }),
    [of],
  );
  return [draft, change];
}
