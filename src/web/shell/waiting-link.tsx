// The way to what waits for the user; not there while nothing does.
import { Link } from '@tanstack/react-router';
import { CircleHelp } from 'lucide-react';
import { useWaiting } from '../state/use-waiting.ts';
import { words } from '../words/words.ts';

export function WaitingLink({ folded = false }: { readonly folded?: boolean }) {
  const { count } = useWaiting();
  if (count === 0) return null;
  return (
    <Link
      to="/approvals"
      title={words.home.waiting(count)}
      className="flex min-h-10 items-center gap-3 rounded-md px-3 font-medium text-accent hover:bg-hover"
    >
      <CircleHelp size={18} aria-hidden className="shrink-0" />
      <span className={folded ? 'sr-only' : ''}>{words.home.waiting(count)}</span>
    </Link>
  );
}
