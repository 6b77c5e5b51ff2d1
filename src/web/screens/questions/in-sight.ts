// What of a question is in sight at this moment: its parts are marked by `data-part`, what scrolls inside of it by `data-scrolls`.
import type { Sight } from './stretches.ts';

/** Of the window, in pixels from its top. */
interface Frame {
  readonly top: number;
  readonly bottom: number;
}

/** A line of text must be in sight for a place to be. */
const LINE = 24;
/** Left free above what is brought into sight. */
const ABOVE = 8;

const within = (a: Frame, { top, bottom }: Frame): Frame => ({ top: Math.max(a.top, top), bottom: Math.min(a.bottom, bottom) });
const partsOf = (card: HTMLElement): HTMLElement[] => [...card.querySelectorAll<HTMLElement>('[data-part]')];

/** By the part's name. Nothing of a page that is behind others, nor of what lies under an open dialog. */
export function inSight(card: HTMLElement): Map<string, Sight> {
  const found = new Map<string, Sight>();
  const frame = frameOf(card);
  if (document.visibilityState === 'hidden' || isUnderDialog(card) || frame.bottom <= frame.top) return found;
  for (const part of partsOf(card)) {
    const { top, bottom, height } = part.getBoundingClientRect();
    const shown = scrollersOf(part).reduce(
      (left, one) => within(left, one.getBoundingClientRect()),
      within(frame, { top, bottom }),
    );
    if (height > 0 && shown.top < shown.bottom)
      found.set(part.dataset['part'] ?? '', {
        stretch: [(shown.top - top) / height, (shown.bottom - top) / height],
        top,
        height,
      });
  }
  return found;
}

const isUnderDialog = (card: HTMLElement): boolean =>
  [...document.querySelectorAll('dialog:modal')].some((dialog) => !dialog.contains(card));

export const findPart = (card: HTMLElement, name: string): HTMLElement | undefined =>
  partsOf(card).find((part) => part.dataset['part'] === name);

/** Scrolls whatever has to be scrolled, the innermost first; what is in sight already does not move. `at`: a fraction of its height. */
export function bringIntoSight(card: HTMLElement, part: HTMLElement, at: number): void {
  const place = (): number => {
    const { top, height } = part.getBoundingClientRect();
    return top + at * height;
  };
  const isIn = ({ top, bottom }: Frame): boolean => place() >= top - 1 && place() <= bottom - LINE;
  for (const scroller of [...scrollersOf(part), ...scrollersAround(card)]) {
    const frame = scroller.getBoundingClientRect();
    if (!isIn(card.contains(scroller) ? frame : within(frame, frameOf(card)))) scroller.scrollBy(0, place() - frame.top - ABOVE);
  }
  if (!isIn(frameOf(card))) window.scrollBy(0, place() - ABOVE);
}

/** Where the card can be seen: what scrolls around it cuts it off, and its own buttons lie on it. */
function frameOf(card: HTMLElement): Frame {
  const buttons = card.querySelector(':scope > footer')?.getBoundingClientRect().top ?? Infinity;
  const page = { top: 0, bottom: Math.min(window.innerHeight, buttons) };
  return scrollersAround(card).reduce((left, one) => within(left, one.getBoundingClientRect()), page);
}

/** From the innermost on. */
function scrollersOf(part: HTMLElement): HTMLElement[] {
  const next = part.parentElement?.closest<HTMLElement>('[data-scrolls]');
  return next ? [next, ...scrollersOf(next)] : [];
}

function scrollersAround(card: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let one = card.parentElement; one && one !== document.documentElement; one = one.parentElement)
    if (/auto|scroll/.test(getComputedStyle(one).overflowY)) found.push(one);
  return found;
}
