// Questions that were shown stay where they were until the page is left, so that it is seen who answered them.
import { useState } from 'react';
import type { Approval } from '../../../contract/changes.ts';

export function useKept(pending: readonly Approval[]): readonly Approval[] {
  const [kept, setKept] = useState<readonly Approval[]>([]);
  const fresh = pending.filter(({ id }) => kept.every((one) => one.id !== id));
  if (fresh.length === 0) return kept;
  const all = [...kept, ...fresh];
  setKept(all);
  return all;
}
