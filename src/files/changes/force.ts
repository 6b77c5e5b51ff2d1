// Undo with force: where something stands in the way it is moved aside, so that both copies stay.
import type { CoworkError } from '../../contract/errors.ts';
import { lstatAt } from '../at.ts';
import { openParent } from '../places.ts';
import { freeName } from './free-name.ts';
import type { Wish, WishPlace } from './wish.ts';

export interface Adapted {
  readonly wishes: readonly Wish[];
  /** Model paths of the copies that stay beside. */
  readonly kept: readonly string[];
  readonly makesFolders: boolean;
}

export function forced(wishes: readonly Wish[], refused: readonly { wish: Wish; error: CoworkError }[]): Adapted {
  const reasons = new Map(refused.map(({ wish, error }) => [wish, error]));
  const kept: string[] = [];
  let makesFolders = false;
  /** Belongs to the operation in whose way it was, so that redo brings it back with that one. */
  const aside = (place: WishPlace, { flips }: { flips?: string }): Wish[] => {
    const to = besidePlace(place, kept);
    kept.push(to.modelPath);
    return [{ op: 'move', from: place, to, replace: false, toIsNow: true, ...(flips === undefined ? {} : { flips }) }];
  };
  const adapt = (wish: Wish): Wish[] => {
    const error = reasons.get(wish);
    if (!error) return [wish];
    // The kept copy is gone or changed: there is nothing right to put back.
    if (error.extra['kept'] === false) return [];
    if (error.extra['folder'] !== undefined) {
      makesFolders = true;
      return [wish];
    }
    const inTheWay = error.code === 'target_exists' || error.code === 'changed_meanwhile';
    if (wish.op === 'delete' && inTheWay) return aside(wish.from, wish);
    if (wish.op === 'move' && error.code === 'changed_meanwhile') return [withoutExpect(wish)];
    if (wish.op === 'move' && inTheWay) return [...aside(wish.to, wish), wish];
    if (wish.op === 'restore' && inTheWay) return [...aside(wish.to, wish), withoutOver(wish)];
    return [];
  };
  return { wishes: wishes.flatMap(adapt), kept, makesFolders };
}

/** What somebody else changed since keeps the date of that. */
const withoutExpect = <W extends Extract<Wish, { op: 'move' }>>({ expect: _e, attributes: _a, ...wish }: W): Wish => wish as Wish;
const withoutOver = <W extends Extract<Wish, { op: 'restore' }>>({ over: _over, ...wish }: W): Wish => wish as Wish;

/** `name (before undo).ext`, numbered when that is taken. */
function besidePlace(place: WishPlace, planned: readonly string[]): WishPlace {
  const { folder, name } = openParent({ ...place, writable: true });
  try {
    const at = (beside: string): string => [place.modelRoot, ...place.components.slice(0, -1), beside].join('/');
    const isTaken = (beside: string): boolean =>
      beside === name || planned.includes(at(beside)) || lstatAt(folder, beside) !== undefined;
    const free = freeName(name, isTaken, (n) => (n === 1 ? ' (before undo)' : ` (before undo ${n})`));
    return { ...place, components: [...place.components.slice(0, -1), free], modelPath: at(free) };
  } finally {
    folder.close();
  }
}
