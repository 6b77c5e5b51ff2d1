// One question of the queue, with the way to its task; once answered, by whom.
import { Link } from '@tanstack/react-router';
import type { Approval } from '../../../contract/changes.ts';
import { useApproval } from '../../state/question-queries.ts';
import { useTaskResource } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { AnsweredLine } from '../questions/answered-line.tsx';
import { QuestionCard } from '../questions/question-card.tsx';

interface AskedApprovalProps {
  readonly approval: Approval;
  /** It stands among what waits; else it is asked for what became of it. */
  readonly listed: boolean;
}

export function AskedApproval({ approval, listed }: AskedApprovalProps) {
  const found = useApproval(approval.id, { listed }).data;
  const now = listed || !found ? approval : found;
  const title = useTaskResource(approval.taskId).data?.title;
  return (
    <article className="flex flex-col gap-2">
      <p className="text-sm text-muted">
        {words.question.from}{' '}
        <Link to="/tasks/$taskId" params={{ taskId: approval.taskId }} className="text-ink underline underline-offset-2">
          {title ?? words.task.title}
        </Link>
      </p>
      {now.status === 'pending' ? (
        <QuestionCard approval={approval} />
      ) : (
        <AnsweredLine {...now} status={now.status} {...now.preview} />
      )}
    </article>
  );
}
