// The frame around every screen: navigation at the left, on a phone at the bottom; what is wrong with the connection on top.
import { Outlet } from '@tanstack/react-router';
import { useConnection } from '../state/connection-context.ts';
import { useIsFolded } from '../state/side-bar.ts';
import { useSender } from '../state/use-outgoing.ts';
import { words } from '../words/words.ts';
import { usePageHere } from '../state/page-here.ts';
import { useNoStrayDrops } from '../state/use-file-drop.ts';
import { BottomBar } from './bottom-bar.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { FailureLine } from './failure-line.tsx';
import { Overlays } from './overlays.tsx';
import { DemoBanner } from './demo-banner.tsx';
import { SideBar } from './side-bar.tsx';
import { SignedOut } from './signed-out.tsx';
import { useHeadingFocus } from './use-heading-focus.ts';
import { WelcomeGate } from './welcome-gate.tsx';

export function Shell() {
  const connection = useConnection();
  const isFolded = useIsFolded();
  useSender();
  usePageHere();
  useHeadingFocus();
  useNoStrayDrops();
  if (connection.kind === 'signed-out') return <SignedOut />;
  return (
    <div
      className={`flex min-h-dvh flex-col md:grid ${isFolded ? 'md:grid-cols-[3.75rem_minmax(0,1fr)]' : 'md:grid-cols-[17rem_minmax(0,1fr)]'}`}
    >
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-3">
        {words.nav.skip}
      </a>
      <SideBar />
      <div className="flex min-w-0 flex-1 flex-col">
        <ConnectionLine />
        <FailureLine />
        <DemoBanner />
        <WelcomeGate />
        <main id="content" tabIndex={-1} className="relative flex flex-1 flex-col outline-none *:flex-1">
          <Outlet />
        </main>
      </div>
      <BottomBar />
      <Overlays />
    </div>
  );
}
