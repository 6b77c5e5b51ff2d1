// The title of the tab: what is shown, then the product.
import { useEffect } from 'react';
import { words } from '../words/words.ts';

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined || title === '' ? words.product : `${title} · ${words.product}`;
  }, [title]);
}
