// A question that has its answer: what it was, what was said, by whom.
import { Check, CircleSlash } from 'lucide-react';
import { missed } from '../../../contract/change-words.ts';
import type { Counts, Scope } from '../../../contract/changes.ts';
import { words } from '../../words/words.ts';

interface AnsweredLineProps {
  readonly summary: string;
  readonly counts: Counts;
  readonly status: 'allowed' | 'denied' | 'superseded';
  readonly scope?: Scope | undefined;
  readonly decidedBy?: string | undefined;
  readonly note?: string | undefined;
}

export function AnsweredLine({ summary, counts, status, scope, decidedBy, note }: AnsweredLineProps) {
  const { answered } = words.taskView;
  const allowed = status === 'allowed';
  const asked = { summary, counts };
  const said = allowed && scope ? answered.scope[scope] : answered[status];
  return (
    <div className="flex min-h-8 gap-2 py-1 text-sm">
      {allowed ? (
        <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-good" />
      ) : (
        <CircleSlash size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      )}
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className={`font-medium ${allowed ? 'text-good' : ''}`}>{said}</span>
        {decidedBy !== undefined && <span className="text-muted"> {answered.by(decidedBy)}</span>}
        <span className="text-muted">: {words.saidChange(allowed ? asked : missed(asked))}</span>
        {note !== undefined && note !== '' && <span className="block text-muted">“{note}”</span>}
      </p>
    </div>
  );
}
