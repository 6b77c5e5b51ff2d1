// The log of a conversation. It keeps to its end while the reader is there, and holds still while older messages come in above.
import { useLayoutEffect, useRef } from 'react';
import type { ThreadEvent } from '../../../contract/threads.ts';
import { Button } from '../../parts/button.tsx';
import type { ThreadFeed } from '../../state/thread-feed.ts';
import { hasOlder, type ThreadPicture } from '../../state/thread-picture.ts';
import { useThreadTasks } from '../../state/thread-queries.ts';
import { words } from '../../words/words.ts';
import { AgentMessage } from './agent-message.tsx';
import { PersonMessage } from './person-message.tsx';
import { ThreadCard } from './thread-card.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';

interface ThreadLogProps {
  readonly threadId: string;
  readonly picture: ThreadPicture;
  readonly feed: ThreadFeed;
  /** The event that was looked for. */
  readonly at: number | undefined;
}

export function ThreadLog({ threadId, picture, feed, at }: ThreadLogProps) {
  const tasks = useThreadTasks(threadId).data?.items;
  const hit = useRef<HTMLLIElement>(null);
  const older = hasOlder(picture);
  const top = useStickToEnd({ picture, older: feed.older, sticks: at === undefined });
  // Once, when it is there: what comes later must not take the reader away from where they scrolled to.
  useLayoutEffect(() => {
    // In braces: some browsers answer with a promise, which an effect must not return.
    void hit.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div className="flex flex-1 flex-col gap-4">
      <p ref={top} className="text-center text-sm text-muted">
        {older ? words.threads.older : picture.events.length > 0 ? words.threads.start : words.threads.emptyHint}
      </p>
      <ol aria-label={words.threads.title} className="flex flex-col gap-5 [overflow-anchor:none]">
        {picture.events.map(
          (event) =>
            event.type !== 'status_changed' && (
              <li
                key={event.seq}
                data-seq={event.seq}
                {...(event.seq === at ? { ref: hit, 'aria-current': 'true' as const } : {})}
                className={`scroll-mt-4 ${event.seq === at ? 'rounded-md outline-2 outline-offset-8 outline-accent' : ''}`}
              >
                <Entry event={event} tasks={tasks} />
              </li>
            ),
        )}
        {picture.streaming && (
          <li key="streaming">
            <AgentMessage text={picture.streaming.text} />
          </li>
        )}
      </ol>
      {!picture.live && (
        <Button className="self-center" onClick={feed.toNewest}>
          {words.threads.newest}
        </Button>
      )}
    </div>
  );
}

interface EntryProps {
  readonly event: ThreadEvent;
  readonly tasks: NonNullable<ReturnType<typeof useThreadTasks>['data']>['items'] | undefined;
}

function Entry({ event, tasks }: EntryProps) {
  switch (event.type) {
    case 'message_added':
      return event.role === 'user' ? (
        <PersonMessage text={event.text} attachments={event.attachments} />
      ) : (
        <AgentMessage text={event.text} />
      );
    case 'card_posted': {
      const { card } = event;
      return <ThreadCard card={card} task={'taskId' in card ? tasks?.find(({ id }) => id === card.taskId) : undefined} />;
    }
    case 'notice':
      return <p className={`text-sm ${event.level === 'error' ? 'text-bad' : 'text-muted'}`}>{event.text}</p>;
    case 'status_changed':
      return null;
  }
}
