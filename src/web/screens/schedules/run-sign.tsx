// What became of one time of a schedule.
import { Check, Circle, CircleDot, Minus, OctagonX, TriangleAlert, X } from 'lucide-react';
import type { RunState } from '../../../contract/schedules.ts';
import { type Look, Sign } from '../../parts/sign.tsx';
import { words } from '../../words/words.ts';

const LOOKS: Readonly<Record<RunState, Look>> = {
  waiting: { icon: Circle, colour: 'text-muted' },
  running: { icon: CircleDot, colour: 'text-ink' },
  finished: { icon: Check, colour: 'text-good' },
  failed: { icon: X, colour: 'text-bad' },
  killed: { icon: OctagonX, colour: 'text-bad' },
  skipped: { icon: Minus, colour: 'text-muted' },
  missed: { icon: TriangleAlert, colour: 'text-accent' },
};

export function RunSign({ state }: { readonly state: RunState }) {
  return <Sign look={LOOKS[state]} word={words.schedules.states[state]} />;
}
