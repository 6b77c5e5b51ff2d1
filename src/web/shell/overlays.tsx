// The palette and the help, by their keys on every page; loaded when first opened.
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { openOverlay, useOverlay } from '../state/overlay.ts';
import { words } from '../words/words.ts';

const Palette = lazy(() => import('./palette/palette.tsx').then(({ Palette }) => ({ default: Palette })));
const Help = lazy(() => import('./help.tsx').then(({ Help }) => ({ default: Help })));

export function Overlays() {
  const open = useOverlay();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isFind = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (isFind) {
        event.preventDefault();
        openOverlay('palette');
      } else if (event.key === '?' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
        event.preventDefault();
        openOverlay('help');
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <CatchBoundary getResetKey={() => open ?? ''} errorComponent={Broken}>
      <Suspense>
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'help' && <Help onClose={close} />}
      </Suspense>
    </CatchBoundary>
  );
}

const close = (): void => openOverlay(undefined);

/** The page under it stays. Where a file of another version is missing, beginning anew is the way out. */
function Broken({ error }: ErrorComponentProps) {
  return (
    <Dialog open onClose={close} title={words.product}>
      <ErrorState error={error} onRetry={() => location.reload()} />
    </Dialog>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
