// One continuous conversation: what was said, what came of it, and where more is said.
import { useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { ErrorPage } from '../../parts/error-page.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useThreadResource } from '../../state/thread-queries.ts';
import { useOutgoing } from '../../state/use-outgoing.ts';
import { useThread } from '../../state/use-thread.ts';
import { words } from '../../words/words.ts';
import { ThreadComposer } from './thread-composer.tsx';
import { ThreadLog } from './thread-log.tsx';
import { ThreadMenu } from './thread-menu.tsx';

export function ThreadScreen() {
  const { threadId } = useParams({ from: '/threads/$threadId' });
  const { at } = useSearch({ from: '/threads/$threadId' });
  // Another thread is another page: nothing of the one before is kept.
  return <OneThread key={`${threadId} ${at ?? ''}`} threadId={threadId} at={at} />;
}

function OneThread({ threadId, at }: { readonly threadId: string; readonly at: number | undefined }) {
  const { picture, feed, again } = useThread(threadId, at);
  const thread = useThreadResource(threadId).data;
  const messages = useOutgoing((to) => to.kind === 'thread' && to.id === threadId);
  const input = useRef<HTMLTextAreaElement>(null);
  if (picture.error) return <ErrorPage title={words.threads.title} error={picture.error} onRetry={again} />;
  return (
    <Page title={thread?.title ?? words.threads.title} aside={thread && <ThreadMenu thread={thread} />}>
      {picture.loaded ? <ThreadLog threadId={threadId} picture={picture} feed={feed} at={at} /> : <Skeleton />}
      <ThreadComposer threadId={threadId} picture={picture} messages={messages} input={input} />
    </Page>
  );
}
