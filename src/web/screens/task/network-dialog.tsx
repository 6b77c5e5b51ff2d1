// What the commands of a task sent, or wanted to send, the oldest first: each with what became of it.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { NetworkRequest } from '../../../contract/network.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Time } from '../../parts/time.tsx';
import { useClient } from '../../state/client-context.ts';
import { keys } from '../../state/keys.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';

interface NetworkDialogProps {
  readonly taskId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export const NetworkDialog = ({ taskId, open, onClose }: NetworkDialogProps) => (
  <Dialog open={open} onClose={onClose} title={words.network.title}>
    <Requests taskId={taskId} />
  </Dialog>
);

function Requests({ taskId }: { readonly taskId: string }) {
  const client = useClient();
  const query = useInfiniteQuery({
    queryKey: keys.network(taskId),
    queryFn: ({ pageParam }) => client.network(taskId, pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const all = pages.flatMap(({ items }) => items);
        if (all.length === 0) return <p className="text-muted">{words.network.none}</p>;
        return (
          <>
            <ul className="divide-y divide-line">
              {all.map((request) => (
                <Request key={request.id} request={request} />
              ))}
            </ul>
            {query.hasNextPage && (
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {words.network.more}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Request({ request }: { readonly request: NetworkRequest }) {
  const { method, host, port, path, at, refused } = request;
  return (
    <li className="flex flex-col gap-1 py-2">
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">
          {method} {host}:{port}
          {path}
        </span>
        <Time at={at} />
      </span>
      <span className={`text-sm ${refused === undefined ? 'text-muted' : 'text-bad'}`}>{endOf(request)}</span>
    </li>
  );
}

function endOf({ refused, times, failed, status, bytesOut = 0, bytesIn }: NetworkRequest): string {
  const said = words.network;
  if (refused !== undefined) return said.refused(said.why(refused), times);
  if (failed !== undefined) return said.failed(failed);
  return bytesIn === undefined ? said.open : said.sent(status, saySize(bytesOut), saySize(bytesIn));
}
