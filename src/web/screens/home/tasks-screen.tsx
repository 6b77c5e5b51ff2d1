// All tasks, as a page of its own for phones.
import { Page } from '../../parts/page.tsx';
import { words } from '../../words/words.ts';
import { TaskList } from './task-list.tsx';

export function TasksScreen() {
  return (
    <Page title={words.tasks.title}>
      <TaskList />
    </Page>
  );
}
