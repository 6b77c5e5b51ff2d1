// An address that leads nowhere.
import { Link } from '@tanstack/react-router';
import { Page } from '../parts/page.tsx';
import { words } from '../words/words.ts';

export function NotFound() {
  return (
    <Page title={words.error.notFound}>
      <Link to="/" className="underline">
        {words.error.home}
      </Link>
    </Page>
  );
}
