// The places that navigation leads to, besides the tasks themselves.
import { CalendarClock, ListTodo, type LucideIcon, Plus, Settings } from 'lucide-react';
import { useCapability } from '../state/use-capability.ts';
import { words } from '../words/words.ts';

interface Place {
  readonly to: '/' | '/tasks' | '/schedules' | '/settings';
  readonly label: string;
  readonly icon: LucideIcon;
}

/** Only what the running product has. */
export function usePlaces(): Record<'new' | 'tasks' | 'settings', Place> & { schedules?: Place } {
  const schedules = useCapability('schedules');
  return {
    new: { to: '/', label: words.nav.new, icon: Plus },
    tasks: { to: '/tasks', label: words.nav.tasks, icon: ListTodo },
    ...(schedules ? { schedules: { to: '/schedules', label: words.nav.schedules, icon: CalendarClock } } : {}),
    settings: { to: '/settings', label: words.nav.settings, icon: Settings },
  };
}
