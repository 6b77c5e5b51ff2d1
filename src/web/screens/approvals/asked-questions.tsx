// What the agent of one task wants to know, with the way to the task.
import { Link } from '@tanstack/react-router';
import { useTaskResource } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { AnswerCard } from '../questions/answer-card.tsx';

export function AskedQuestions({ taskId }: { readonly taskId: string }) {
  const task = useTaskResource(taskId).data;
  if (!task) return null;
  return task.questions
    .filter(({ status }) => status === 'pending')
    .map((question) => (
      <article key={question.id} className="flex flex-col gap-2">
        <p className="text-sm text-muted">
          {words.question.from}{' '}
          <Link to="/tasks/$taskId" params={{ taskId }} className="text-ink underline underline-offset-2">
            {task.title}
          </Link>
        </p>
        <AnswerCard taskId={taskId} question={question} />
      </article>
    ));
}
