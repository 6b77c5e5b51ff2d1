// A screen that broke: the navigation stays. Beginning anew is the way out also where a file of another version is missing; what is typed is kept.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPage } from '../parts/error-page.tsx';
import { words } from '../words/words.ts';

export function RouteError({ error }: ErrorComponentProps) {
  return <ErrorPage title={words.product} error={error} onRetry={() => location.reload()} />;
}
