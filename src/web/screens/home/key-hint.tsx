// Says that no model can be asked yet, and where that is changed.
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useSettings } from '../../state/queries.ts';
import { words } from '../../words/words.ts';

export function KeyHint() {
  const settings = useSettings().data;
  // A model of one's own, at an address of one's own, may need none.
  if (!settings || settings.hasModelKey || settings.baseUrl !== null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <KeyRound size={16} aria-hidden className="shrink-0 text-accent" />
      {words.threads.noKey}
      <Link to="/settings" className="text-accent underline underline-offset-4">
        {words.threads.toSettings}
      </Link>
    </p>
  );
}
