// Navigation of a wide page: new, find, what waits, conversations and tasks with how they stand, schedules, settings. Folded, only icons.
import { Link } from '@tanstack/react-router';
import { CircleQuestionMark, PanelLeft, Search } from 'lucide-react';
import { openOverlay } from '../state/overlay.ts';
import { useTasks } from '../state/queries.ts';
import { toggleSideBar, useIsFolded } from '../state/side-bar.ts';
import { useThreads } from '../state/thread-queries.ts';
import { words } from '../words/words.ts';
import { BarButton } from './bar-button.tsx';
import { PlaceLink } from './place-link.tsx';
import { usePlaces } from './places.ts';
import { WaitingLink } from './waiting-link.tsx';
import { WorkList } from './work-list.tsx';

export function SideBar() {
  const places = usePlaces();
  const isFolded = useIsFolded();
  return (
    <nav
      aria-label={words.nav.label}
      className="sticky top-0 hidden h-dvh flex-col gap-3 overflow-hidden border-r border-line px-2 py-3 md:flex"
    >
      <div className="flex items-center justify-between">
        {!isFolded && (
          <Link to="/" className="flex min-h-10 items-center px-3 font-semibold">
            {words.product}
          </Link>
        )}
        <BarButton icon={PanelLeft} label={isFolded ? words.bar.unfold : words.bar.fold} folded onClick={toggleSideBar} />
      </div>
      <div>
        <PlaceLink {...places.new} exact folded={isFolded} />
        <BarButton icon={Search} label={words.palette.open} keys="K" folded={isFolded} onClick={() => openOverlay('palette')} />
        <WaitingLink folded={isFolded} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">{!isFolded && <Work />}</div>
      <div>
        {places.schedules && <PlaceLink {...places.schedules} folded={isFolded} />}
        <PlaceLink {...places.settings} folded={isFolded} />
        <BarButton icon={CircleQuestionMark} label={words.help.open} folded={isFolded} onClick={() => openOverlay('help')} />
      </div>
    </nav>
  );
}

function Work() {
  const tasks = useTasks();
  const threads = useThreads();
  return <WorkList tasks={tasks.data?.items ?? []} threads={threads.data?.items ?? []} />;
}
