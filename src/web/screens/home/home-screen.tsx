// Home: hand over a job, see what waits, go on with what there is.
import { Page } from '../../parts/page.tsx';
import { useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';
import { NewConversation } from './new-conversation.tsx';
import { RecentTasks } from './recent-tasks.tsx';
import { RecentThreads } from './recent-threads.tsx';
import { WaitingList } from './waiting-list.tsx';

export function HomeScreen() {
  const threads = useCapability('threads');
  return (
    <Page title={words.home.title}>
      {threads && <NewConversation />}
      <WaitingList />
      {threads && <RecentThreads />}
      <RecentTasks />
    </Page>
  );
}
