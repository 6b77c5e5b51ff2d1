// A draft that is kept while it is typed.
import { useCallback, useSyncExternalStore } from 'react';
import { changeDraft, type Draft, type DraftChange, draftOf, subscribeToDrafts } from './drafts.ts';

export function useDraft(of: string): [Draft, (change: DraftChange) => void] {
  const draft = useSyncExternalStore(subscribeToDrafts, () => draftOf(of));
  return [draft, useCallback((change: DraftChange) => changeDraft(of, change), [of])];
}
