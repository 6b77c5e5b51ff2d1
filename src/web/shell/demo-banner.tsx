// On every page, while the scripted demo answers in the place of a model: nobody should take it for an AI.
import { Clapperboard } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { Button } from '../parts/button.tsx';
import { useSettings } from '../state/queries.ts';
import { useModelChange } from '../state/settings-queries.ts';
import { words } from '../words/words.ts';

export function DemoBanner() {
  const leave = useModelChange((client) => client.stopDemo(), { shown: false });
  if (useSettings().data?.demo !== true) return null;
  return (
    <aside
      aria-label={words.demo.banner}
      className="flex flex-wrap items-center gap-x-3 border-b border-line bg-hover px-4 text-sm"
    >
      <Clapperboard size={16} aria-hidden className="shrink-0" />
      <p className="min-w-0 flex-1 py-2">
        <strong className="font-semibold">{words.demo.banner}.</strong>{' '}
        <span className="hidden sm:inline">{words.demo.bannerHint}</span>
      </p>
      <Link to="/welcome" className="inline-flex min-h-10 items-center underline">
        {words.demo.again}
      </Link>
      <Button look="quiet" disabled={leave.isPending} onClick={() => leave.mutate(undefined)}>
        {words.demo.leave}
      </Button>
    </aside>
  );
}
