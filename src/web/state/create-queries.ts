// The cache of answers; each answer also says whether the product is there.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isUnanswered } from '../../client/problem.ts';
import { isCoworkError } from '../../contract/errors.ts';
import type { Connection } from './connection.ts';
import { tellFailure } from './failure.ts';

declare module '@tanstack/react-query' {
  interface Register {
    /** `shown`: who asked says beside it that it failed. */
    mutationMeta: { readonly shown?: boolean };
  }
}

export function createQueries(connection: Connection): QueryClient {
  const onError = (error: unknown): void => {
    const code = isCoworkError(error) ? error.code : undefined;
    if (code === 'unauthorized') connection.refused();
    else if (isUnanswered(error)) connection.lost();
    else connection.answered();
  };
  const onSuccess = (): void => connection.answered();
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError, onSuccess }),
    mutationCache: new MutationCache({
      onError(error, _variables, _context, { meta }) {
        onError(error);
        if (meta?.shown !== true) tellFailure(error);
      },
      onSuccess() {
        onSuccess();
        tellFailure(undefined);
      },
    }),
    defaultOptions: {
      // The product is on this machine: the browser's word on the network says nothing about it.
      queries: { networkMode: 'always', retry: (count, error) => isUnanswered(error) && count < 2, staleTime: 1_000 },
      // A POST carries one Idempotency-Key; whoever repeats it says so.
      mutations: { networkMode: 'always', retry: false },
    },
  });
  // What failed meanwhile may be asked by nobody else again.
  connection.subscribe(() => {
    if (connection.state().kind !== 'online') return;
    void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  });
  return queries;
}
