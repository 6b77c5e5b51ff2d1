// How a task stands: an icon and its word, the same in list, task and title. Colour never says it alone.
import { Check, Circle, CircleDashed, CircleDot, CircleHelp, type LucideIcon, Minus, Pause, X } from 'lucide-react';
import type { TaskStatus } from '../../contract/task.ts';
import { words } from '../words/words.ts';

const SIGN: Readonly<Record<TaskStatus, { icon: LucideIcon; colour: string }>> = {
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

/** `brief` hides the word where there is no room; screen readers still hear it. */
export function StatusDot({ status, brief = false }: { readonly status: TaskStatus; readonly brief?: boolean }) {
  const { icon: Icon, colour } = SIGN[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 text-sm whitespace-nowrap ${colour}`}
      {...(brief ? { title: words.status[status] } : {})}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className={brief ? 'sr-only' : ''}>{words.status[status]}</span>
    </span>
  );
}
