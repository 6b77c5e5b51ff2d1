// A task that this one has begun: opens in place to its own conversation, and that to its own tasks.
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Line, TaskState } from '../../../client/task-state.ts';
import { StatusDot } from '../../parts/status-dot.tsx';
import { useTaskResource } from '../../state/queries.ts';
import { useTask } from '../../state/use-task.ts';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';

/** So much of a child is shown in place; the whole of it has its own address. */
const MOST_LINES = 60;

/** How a line is drawn comes from outside: lines hold children, and children lines. */
type Draw = (line: Line, state: TaskState) => ReactNode;

interface ChildLineProps {
  readonly parentId: string;
  readonly line: Extract<Line, { kind: 'child' }>;
  readonly draw: Draw;
}

export function ChildLine({ parentId, line, draw }: ChildLineProps) {
  const { data: parent } = useTaskResource(parentId);
  const status = line.status ?? parent?.children.find(({ id }) => id === line.childId)?.status;
  const [open, setOpen] = useState(false);
  return (
    <details className="group rounded-md border border-line" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-10 list-none items-center gap-2 px-3 py-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={16}
          aria-hidden
          className={`shrink-0 text-muted transition-transform duration-150 ${open ? 'rotate-90' : ''}`}
        />
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{line.title}</span>
        {status && <StatusDot status={status} />}
      </summary>
      {open && <Child id={line.childId} draw={draw} />}
    </details>
  );
}

function Child({ id, draw }: { readonly id: string; readonly draw: Draw }) {
  const { state } = useTask(id, { nowAndThen: true });
  const left = state.lines.length - MOST_LINES;
  return (
    <div className="flex flex-col gap-3 border-t border-line px-3 py-3">
      <Link to="/tasks/$taskId" params={{ taskId: id }} className="w-fit text-sm underline underline-offset-2">
        {words.taskView.openWhole}
      </Link>
      <p className="whitespace-pre-wrap text-muted">{state.prompt}</p>
      {left > 0 && <p className="text-sm text-muted">{words.taskView.earlier(sayNumber(left))}</p>}
      {state.lines.slice(-MOST_LINES).map((line) => (
        <div key={line.seq}>{draw(line, state)}</div>
      ))}
    </div>
  );
}
