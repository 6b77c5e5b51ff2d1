// A screen that broke: the navigation stays, the rest can be tried again.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../parts/error-state.tsx';
import { Page } from '../parts/page.tsx';
import { words } from '../words/words.ts';

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={words.product}>
      <ErrorState error={error} onRetry={reset} />
    </Page>
  );
}
