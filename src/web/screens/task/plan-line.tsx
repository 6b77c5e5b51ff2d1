// The plan was made, or changed: then the one before stands behind it.
import { ListChecks } from 'lucide-react';
import type { Line } from '../../../client/task-state.ts';
import { words } from '../../words/words.ts';
import { PlanItems } from './plan-items.tsx';

export function PlanLine({ line: { before } }: { readonly line: Extract<Line, { kind: 'plan' }> }) {
  const { plan } = words.taskView;
  const changed = before.length > 0;
  const head = (
    <span className="flex min-h-8 items-center gap-2 text-sm text-muted">
      <ListChecks size={16} aria-hidden className="shrink-0" />
      {changed ? plan.changed : plan.made}
    </span>
  );
  if (!changed) return head;
  return (
    <details>
      <summary className="list-none [&::-webkit-details-marker]:hidden">{head}</summary>
      <div className="mt-1 ml-6 border-l border-line pl-4 text-sm text-muted">
        <p>{plan.before}</p>
        <PlanItems items={before} />
      </div>
    </details>
  );
}
