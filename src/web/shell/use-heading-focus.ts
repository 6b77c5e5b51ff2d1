// Another page begins at its heading, for the keyboard and for who listens, unless something on it has the focus.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isTaken } from '../state/focus.ts';

export function useHeadingFocus(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged || isTaken()) return;
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
      }),
    [router],
  );
}
