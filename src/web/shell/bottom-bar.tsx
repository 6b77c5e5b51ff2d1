// Navigation of a phone: a bar within reach of the thumb.
import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { openOverlay } from '../state/overlay.ts';
import { useWaiting } from '../state/use-waiting.ts';
import { words } from '../words/words.ts';
import { usePlaces } from './places.ts';

const ITEM =
  'relative flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-muted data-[status=active]:font-medium data-[status=active]:text-ink';

export function BottomBar() {
  const { new: start, tasks, schedules, settings } = usePlaces();
  const { count } = useWaiting();
  return (
    <nav
      aria-label={words.nav.label}
      className="sticky bottom-0 z-30 flex border-t border-line bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {[start, tasks, ...(schedules ? [schedules] : []), settings].map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/' }} className={ITEM}>
          <Icon size={20} aria-hidden />
          <span className="max-w-full truncate px-1">{label}</span>
          {to === '/' && count > 0 && (
            <span className="absolute top-1 left-1/2 ml-2 min-w-5 rounded-full bg-accent px-1 text-center text-on-accent">
              {count}
              <span className="sr-only"> {words.nav.waiting}</span>
            </span>
          )}
        </Link>
      ))}
      <button type="button" className={ITEM} onClick={() => openOverlay('palette')}>
        <Search size={20} aria-hidden />
        <span className="max-w-full truncate px-1">{words.palette.open}</span>
      </button>
    </nav>
  );
}
