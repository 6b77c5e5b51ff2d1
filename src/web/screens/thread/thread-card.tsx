// What happened to a task of this conversation, told in it unasked.
import { Link } from '@tanstack/react-router';
import { CalendarX, CircleHelp } from 'lucide-react';
import type { TaskSummary } from '../../../contract/http.ts';
import { isFinished } from '../../../contract/task.ts';
import type { ThreadCard as CardOf } from '../../../contract/threads.ts';
import { Card } from '../../parts/card.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { StatusDot } from '../../parts/status-dot.tsx';
import { Time } from '../../parts/time.tsx';
import { useIsAsked } from '../../state/question-queries.ts';
import { words } from '../../words/words.ts';
import { ResultLine } from '../outputs/result-line.tsx';

type Of<K extends CardOf['kind']> = Extract<CardOf, { kind: K }>;
interface CardProps<C> {
  readonly card: C;
  /** As it stands now; absent when it is not among the newest of this conversation. */
  readonly task: TaskSummary | undefined;
}

export function ThreadCard({ card, task }: CardProps<CardOf>) {
  switch (card.kind) {
    case 'task_started':
      return <Started card={card} task={task} />;
    case 'task_ended':
      return <Ended card={card} />;
    case 'question':
      return <Question card={card} task={task} />;
    case 'run_missed':
      return <Missed card={card} />;
  }
}

const TITLE = 'min-w-0 font-medium underline-offset-4 hover:underline';

function Started({ card, task }: CardProps<Of<'task_started'>>) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-l-2 border-line py-1 pl-4">
      <div className="min-w-0">
        <p className="text-sm text-muted">
          {card.scheduleId === undefined ? words.cards.started : words.cards.startedBySchedule}
        </p>
        <Link to="/tasks/$taskId" params={{ taskId: card.taskId }} className={TITLE}>
          {card.title}
        </Link>
      </div>
      {task && (
        <div className="flex items-center gap-3 text-sm text-muted">
          {task.planTotal > 0 && !isFinished(task.status) && <span>{words.cards.plan(task.planDone, task.planTotal)}</span>}
          <StatusDot status={task.status} />
        </div>
      )}
    </div>
  );
}

function Ended({ card }: { readonly card: Of<'task_ended'> }) {
  return (
    <Card>
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <Link to="/tasks/$taskId" params={{ taskId: card.taskId }} className={TITLE}>
            {card.title}
          </Link>
          <StatusDot status={card.status} />
        </div>
        {card.outcome !== undefined && <Markdown text={card.outcome} />}
        {card.error !== undefined && <p className="text-bad">{card.error}</p>}
        {card.outputs.length > 0 && (
          <ul aria-label={words.cards.results} className="divide-y divide-line border-t border-line">
            {card.outputs.map(({ id, name }) => (
              <li key={id}>
                <ResultLine output={{ id, name, taskId: card.taskId }} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function Question({ card, task }: CardProps<Of<'question'>>) {
  const asked = useIsAsked(card);
  const isOpen = card.about === 'paused' ? task && task.status === 'paused' : asked;
  return (
    <Card wanted={isOpen === true}>
      <div className="flex flex-col gap-2">
        <p className={`flex items-center gap-1.5 text-sm ${isOpen ? 'font-medium text-accent' : 'text-muted'}`}>
          <CircleHelp size={16} aria-hidden className="shrink-0" />
          {isOpen === false ? words.cards.answered : words.cards.asks}
        </p>
        <p>{card.text}</p>
        <Link
          to="/tasks/$taskId"
          params={{ taskId: card.taskId }}
          className={`inline-flex min-h-10 w-fit items-center rounded-md px-4 font-medium ${isOpen ? 'bg-accent text-on-accent' : 'border border-edge hover:bg-hover'}`}
        >
          {isOpen ? words.cards.answer : words.cards.open}
        </Link>
      </div>
    </Card>
  );
}

function Missed({ card }: { readonly card: Of<'run_missed'> }) {
  return (
    <Card>
      <div className="flex flex-col gap-1">
        <p className="flex items-center gap-2 font-medium">
          <CalendarX size={18} aria-hidden className="shrink-0 text-muted" />
          {words.cards.missed(card.name, card.count)}
        </p>
        <p className="text-sm text-muted">
          {words.cards.missedAt} <Time at={card.due} />. {card.why}
        </p>
        <Link to="/schedules" className="w-fit text-sm underline underline-offset-4">
          {words.cards.toSchedules}
        </Link>
      </div>
    </Card>
  );
}
