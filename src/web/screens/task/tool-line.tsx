// A step in one sentence; it opens to what the log knows of it. A running one shows its time after two seconds.
import { Check, ChevronRight, CircleDot, X } from 'lucide-react';
import { useState } from 'react';
import type { ToolLine as Tool } from '../../../client/task-state.ts';
import { Time } from '../../parts/time.tsx';
import { useSeconds } from '../../state/use-seconds.ts';
import { sayDuration, sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { CallDetails } from './call-details.tsx';

/** Shorter than that, a time would be noise. */
const SHOW_MS = 2_000;
const SIGN = {
  running: { icon: CircleDot, tone: 'text-ink' },
  done: { icon: Check, tone: 'text-muted' },
  failed: { icon: X, tone: 'text-bad' },
} as const;

interface ToolLineProps {
  readonly taskId: string;
  readonly line: Tool;
}

export function ToolLine({ taskId, line }: ToolLineProps) {
  const [open, setOpen] = useState(false);
  const { icon: Icon, tone } = SIGN[line.state];
  const { step } = words.taskView;
  const [first = '', ...rest] = line.text.split('\n');
  const took = line.durationMs !== undefined && line.durationMs > SHOW_MS ? sayDuration(line.durationMs) : undefined;
  return (
    <details className="group text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-8 list-none items-start gap-2 rounded-md py-1 hover:bg-hover max-md:min-h-10 max-md:items-center [&::-webkit-details-marker]:hidden">
        <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${tone}`} />
        <span className={`min-w-0 [overflow-wrap:anywhere] ${line.state === 'running' ? 'text-ink' : 'text-muted'}`}>
          {sentence(first)}
          {took !== undefined && ` (${took})`}
          {line.state === 'running' && <Running line={line} />}
        </span>
        <ChevronRight
          size={16}
          aria-hidden
          className="mt-0.5 ml-auto shrink-0 text-muted transition-transform duration-150 group-open:rotate-90"
        />
      </summary>
      <dl className="mt-1 mb-2 ml-6 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-l border-line pl-4 text-muted">
        <dt>{step.tool}</dt>
        <dd className="font-mono">{line.tool}</dd>
        <dt>{step.number}</dt>
        <dd>{sayNumber(line.step)}</dd>
        <dt>{step.began}</dt>
        <dd>
          <Time at={line.at} />
        </dd>
        {line.durationMs !== undefined && (
          <>
            <dt>{step.took}</dt>
            <dd>{line.durationMs < 1_000 ? `${sayNumber(Math.round(line.durationMs))} ms` : sayDuration(line.durationMs)}</dd>
          </>
        )}
        {rest.length > 0 && <dd className="col-span-2 [overflow-wrap:anywhere] whitespace-pre-wrap">{rest.join('\n').trim()}</dd>}
        {line.state === 'failed' && <dd className="col-span-2">{step.failed}</dd>}
        {open && (
          <dd className="col-span-2 mt-1">
            <CallDetails taskId={taskId} line={line} />
          </dd>
        )}
      </dl>
    </details>
  );
}

function Running({ line: { at, progress } }: { readonly line: Tool }) {
  const elapsed = useSeconds(true) - Date.parse(at);
  return (
    <span className="text-muted">
      {progress &&
        progress.total > 0 &&
        ` · ${words.taskView.step.progress(sayNumber(progress.done), sayNumber(progress.total))}`}
      {elapsed > SHOW_MS && ` · ${sayDuration(elapsed)}`}
    </span>
  );
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
