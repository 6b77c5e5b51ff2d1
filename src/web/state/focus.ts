// Where the focus goes when what had it is gone. It is never taken from where a person has put it meanwhile.
import { type RefObject, useEffect } from 'react';
import { hasKeyboard } from './has-keyboard.ts';

const ARRIVED = 'data-arrived';
/** What is pressed once more in a hurry was meant for what was there before. */
const HURRY_MS = 600;

const isLost = (active: Element | null): boolean => active === null || active === document.body;

/** After an answer: to the next question of the page, else to its log. `card` is the answered one. */
export function leaveAnswered(card: HTMLElement | null): void {
  const active = document.activeElement;
  if (!card || (!isLost(active) && !card.contains(active))) return;
  const cards = [...document.querySelectorAll<HTMLElement>('[data-question]')];
  const next = cards[cards.indexOf(card) + 1] ?? cards.find((one) => one !== card);
  if (!next) {
    const rest = document.querySelector<HTMLElement>('[data-log]') ?? document.querySelector('main');
    rest?.focus({ preventScroll: true });
    return;
  }
  next.setAttribute(ARRIVED, String(performance.now()));
  next.addEventListener('blur', () => next.removeAttribute(ARRIVED), { once: true });
  next.focus();
}

/** The focus has just come to this question by itself. */
export const arrivedJustNow = (card: HTMLElement): boolean =>
  card.hasAttribute(ARRIVED) && performance.now() - Number(card.getAttribute(ARRIVED)) < HURRY_MS;

/** Once for each time it came by itself: who goes to the next question then is there already. */
export function takeArrival(card: HTMLElement): boolean {
  const has = card.hasAttribute(ARRIVED);
  card.removeAttribute(ARRIVED);
  return has;
}

/** By something in the page's content other than its heading, or in a dialog over it. */
export const isTaken = (): boolean => document.activeElement?.closest('main :not(h1), dialog') != null;

/** When it comes onto the page, where a keyboard is, unless something else of the page has the focus. */
export function useFirstFocus(field: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (hasKeyboard() && !isTaken()) field.current?.focus({ preventScroll: true });
  }, [field]);
}
