// What the task waits for that the user can answer here: its own questions, and those of the tasks that it has begun.
import { Link } from '@tanstack/react-router';
import { Button } from '../../parts/button.tsx';
import type { Task } from '../../../contract/http.ts';
import type { Asked } from '../../../contract/task.ts';
import { useApproval } from '../../state/question-queries.ts';
import { useApprovals, useTaskResource } from '../../state/queries.ts';
import { useControl } from '../../state/task-queries.ts';
import { words } from '../../words/words.ts';
import { AnswerCard } from '../questions/answer-card.tsx';
import { QuestionCard } from '../questions/question-card.tsx';

export function Waiting({ task }: { readonly task: Task }) {
  return (
    <>
      {task.approvals
        .filter(({ status }) => status === 'pending')
        .map((approval) => (
          <QuestionCard key={approval.id} approval={approval} />
        ))}
      {task.questions
        .filter(({ status }) => status === 'pending')
        .map((question) => (
          <AnswerCard key={question.id} taskId={task.id} question={question} />
        ))}
      {task.waitingFor?.asks?.map((asked) => (
        <AskedBelow key={asked.id} asked={asked} title={titleOf(task, asked)} />
      ))}
    </>
  );
}

const titleOf = (task: Task, { taskId }: Asked): string =>
  task.children.find(({ id }) => id === taskId)?.title ?? words.task.title;

function AskedBelow({ asked, title }: { readonly asked: Asked; readonly title: string }) {
  switch (asked.kind) {
    case 'approval':
      return <ApprovalBelow id={asked.id} title={title} />;
    case 'question':
      return <QuestionBelow asked={asked} title={title} />;
    case 'paused':
      return <PausedBelow asked={asked} title={title} />;
  }
}

function ApprovalBelow({ id, title }: { readonly id: string; readonly title: string }) {
  const listed = useApprovals().data?.items.find((one) => one.id === id);
  const alone = useApproval(id, { listed: listed !== undefined }).data;
  const approval = listed ?? alone;
  return approval?.status === 'pending' ? <QuestionCard approval={approval} from={title} /> : null;
}

function QuestionBelow({ asked, title }: { readonly asked: Asked; readonly title: string }) {
  const task = useTaskResource(asked.taskId).data;
  const question = task?.questions.find(({ id, status }) => id === asked.id && status === 'pending');
  return question ? <AnswerCard taskId={asked.taskId} question={question} from={title} /> : null;
}

function PausedBelow({ asked, title }: { readonly asked: Asked; readonly title: string }) {
  const control = useControl(asked.taskId);
  return (
    <section className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-accent bg-accent-soft p-4">
      <p className="min-w-0">
        <Link to="/tasks/$taskId" params={{ taskId: asked.taskId }} className="font-medium underline underline-offset-2">
          {title}
        </Link>{' '}
        · {asked.text}
      </p>
      <Button disabled={control.isPending} onClick={() => control.mutate({ kind: 'resume' })}>
        {words.taskView.resume}
      </Button>
    </section>
  );
}
