// What became of one time of a schedule: an icon and its word.
import { Check, Circle, CircleDot, type LucideIcon, Minus, OctagonX, TriangleAlert, X } from 'lucide-react';
import type { RunState } from '../../../contract/schedules.ts';
import { words } from '../../words/words.ts';

const SIGN: Readonly<Record<RunState, { icon: LucideIcon; colour: string }>> = {
  waiting: { icon: Circle, colour: 'text-muted' },
  running: { icon: CircleDot, colour: 'text-ink' },
  finished: { icon: Check, colour: 'text-good' },
  failed: { icon: X, colour: 'text-bad' },
  killed: { icon: OctagonX, colour: 'text-bad' },
  skipped: { icon: Minus, colour: 'text-muted' },
  missed: { icon: TriangleAlert, colour: 'text-accent' },
};

export function RunSign({ state }: { readonly state: RunState }) {
  const { icon: Icon, colour } = SIGN[state];
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm whitespace-nowrap ${colour}`}>
      <Icon size={16} aria-hidden className="shrink-0" />
      {words.schedules.states[state]}
    </span>
  );
}
