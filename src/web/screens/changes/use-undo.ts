// One place that takes back and says how it went, for a whole screen: the last answer belongs to what was asked last.
import { useState } from 'react';
import { type TakeBack, useTakeBack } from '../../state/change-queries.ts';
import { type WholeAnswer, wholeAnswer } from './whole-task.ts';

export function useUndo(taskId: string) {
  const takeBack = useTakeBack(taskId);
  const [asked, setAsked] = useState<TakeBack>();
  const [place, setPlace] = useState<string>();
  const [last, setLast] = useState<WholeAnswer>();
  const send = (wish: TakeBack): void => {
    setAsked(wish);
    takeBack.mutate(wish, {
      onSuccess: (result) =>
        setLast((before) => (wish.changeSetId === undefined ? wholeAnswer(wish, result) : undefined) ?? before),
    });
  };
  return {
    /** The change at which it was asked, so that the answer can stand there; absent: the whole task's. */
    place,
    busy: takeBack.isPending,
    result: takeBack.data,
    error: takeBack.error,
    /** How the whole task was last taken back or made again. */
    last,
    ask: (wish: TakeBack, at?: string): void => {
      setPlace(at);
      send(wish);
    },
    /** The same once more, with both copies kept where a file changed since. */
    keepBoth: (): void => {
      if (asked) send({ ...asked, force: true });
    },
    forget: (): void => {
      setAsked(undefined);
      takeBack.reset();
    },
  };
}

export type Undo = ReturnType<typeof useUndo>;
