// `cowork show --network`: every request of a task's commands, sent or refused.
import { allOf, toArray } from '../../client/answers.ts';
import type { Client } from '../../client/client.ts';
import type { NetworkRequest } from '../../contract/network.ts';
import type { Cli } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { bytes } from '../format/numbers.ts';
import { shorten } from '../format/text.ts';
import { sayRefusal, words } from '../words/network.ts';

export async function showNetwork(
  { terminal }: Cli,
  { client, taskId, json }: { client: Client; taskId: string; json: boolean },
): Promise<ExitCode> {
  const requests = await toArray(
    allOf((cursor) => client.network(taskId, { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) })),
  );
  if (json) terminal.json(requests);
  else if (requests.length === 0) terminal.out(words.none);
  else for (const request of requests) terminal.out(shorten(line(legible(request)), terminal.columns()));
  return EXIT.done;
}

function line({ at, method, host, port, path, ...how }: NetworkRequest): string {
  return `${at.slice(0, 19).replace('T', ' ')}  ${method} ${host}:${port}${path ?? ''}  ${ending(how)}`;
}

function ending({ refused, times, failed, bytesOut, bytesIn, status }: Partial<NetworkRequest>): string {
  if (refused !== undefined) return words.refused(sayRefusal(refused), times ?? 1);
  if (failed !== undefined) return words.failed(failed);
  return bytesIn === undefined ? words.open : words.done(status, bytes(bytesOut ?? 0), bytes(bytesIn));
}
