// A screen that has nothing to show but what failed: again, or back to the start.
import { Link } from '@tanstack/react-router';
import { words } from '../words/words.ts';
import { ErrorState } from './error-state.tsx';
import { Page } from './page.tsx';

interface ErrorPageProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

export function ErrorPage({ title, error, onRetry }: ErrorPageProps) {
  return (
    <Page title={title}>
      <ErrorState error={error} onRetry={onRetry} />
      <Link to="/" className="w-fit underline">
        {words.error.home}
      </Link>
    </Page>
  );
}
