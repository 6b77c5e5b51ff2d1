// One task: left the conversation, right what it is about; live.
import { useParams, useSearch } from '@tanstack/react-router';
import { ErrorPage } from '../../parts/error-page.tsx';
import { useTaskResource } from '../../state/queries.ts';
import { useTask } from '../../state/use-task.ts';
import { words } from '../../words/words.ts';
import { TaskView } from './task-view.tsx';

export function TaskScreen() {
  const { taskId } = useParams({ from: '/tasks/$taskId' });
  // Another task is another picture: nothing of the one before stays.
  return <OneTask key={taskId} taskId={taskId} />;
}

function OneTask({ taskId }: { readonly taskId: string }) {
  const { at } = useSearch({ from: '/tasks/$taskId' });
  const { state, error, again } = useTask(taskId);
  const task = useTaskResource(taskId).data;
  if (error) return <ErrorPage title={words.task.title} error={error} onRetry={again} />;
  return <TaskView state={state} task={task} at={at} />;
}
