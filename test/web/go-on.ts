// Enter on a question that was not seen whole goes on to the rest of it.
import type { Locator } from 'playwright-core';

/** Enter, unless all was seen: looked up and pressed in one moment, so that it never allows. Answers whether all was seen. */
export const goOn = (card: Locator): Promise<boolean> =>
  card.evaluate((element) => {
    if (element.getAttribute('data-seen') === 'true') return true;
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    return false;
  });

/** To the point at which Enter allows. */
export async function goOnToItsEnd(card: Locator): Promise<void> {
  while (!(await goOn(card)));
}
