// How a task stands, the same in list, task and title.
import { Check, Circle, CircleDashed, CircleDot, CircleHelp, Minus, Pause, X } from 'lucide-react';
import type { TaskStatus } from '../../contract/task.ts';
import { words } from '../words/words.ts';
import { type Look, Sign } from './sign.tsx';

const LOOKS: Readonly<Record<TaskStatus, Look>> = {
  queued: { icon: Circle, colour: 'text-muted' },
  running: { icon: CircleDot, colour: 'text-ink' },
  waiting_approval: { icon: CircleHelp, colour: 'text-accent' },
  waiting_input: { icon: CircleHelp, colour: 'text-accent' },
  waiting_desktop: { icon: CircleDashed, colour: 'text-muted' },
  paused: { icon: Pause, colour: 'text-accent' },
  completed: { icon: Check, colour: 'text-good' },
  failed: { icon: X, colour: 'text-bad' },
  cancelled: { icon: Minus, colour: 'text-muted' },
};

export function StatusDot({ status, brief = false }: { readonly status: TaskStatus; readonly brief?: boolean }) {
  return <Sign look={LOOKS[status]} word={words.status[status]} brief={brief} />;
}
