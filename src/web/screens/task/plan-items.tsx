// The items of a plan: done, doing, to do.
import { Check, Circle, CircleDot } from 'lucide-react';
import type { PlanItem } from '../../../contract/task.ts';
import { words } from '../../words/words.ts';

const SIGN = {
  done: { icon: Check, tone: 'text-good', text: 'text-muted' },
  active: { icon: CircleDot, tone: 'text-ink', text: 'font-medium' },
  pending: { icon: Circle, tone: 'text-muted', text: 'text-muted' },
} as const;

export function PlanItems({ items }: { readonly items: readonly PlanItem[] }) {
  return (
    <ol className="flex flex-col gap-1.5">
      {items.map(({ title, status }, place) => {
        const { icon: Icon, tone, text } = SIGN[status];
        return (
          <li key={place} className="flex gap-2">
            <Icon size={16} aria-hidden className={`mt-1 shrink-0 ${tone}`} />
            <span className="sr-only">{words.taskView.plan.states[status]}</span>
            <span className={`min-w-0 [overflow-wrap:anywhere] ${text}`}>{title}</span>
          </li>
        );
      })}
    </ol>
  );
}
