// One place that takes back and says how it went, for a whole screen: the last answer belongs to what was asked last.
import { useState } from 'react';
import { type TakeBack, useTakeBack } from '../../state/change-queries.ts';

export function useUndo(taskId: string) {
  const takeBack = useTakeBack(taskId);
  const [asked, setAsked] = useState<TakeBack>();
  const [place, setPlace] = useState<string>();
  return {
    /** The change at which it was asked, so that the answer can stand there; absent: the whole task's. */
    place,
    busy: takeBack.isPending,
    result: takeBack.data,
    error: takeBack.error,
    ask: (wish: TakeBack, at?: string): void => {
      setAsked(wish);
      setPlace(at);
      takeBack.mutate(wish);
    },
    /** The same once more, with both copies kept where a file changed since. */
    keepBoth: (): void => {
      if (!asked) return;
      const forced = { ...asked, force: true };
      setAsked(forced);
      takeBack.mutate(forced);
    },
    forget: (): void => {
      setAsked(undefined);
      takeBack.reset();
    },
  };
}

export type Undo = ReturnType<typeof useUndo>;
