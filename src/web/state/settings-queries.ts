// What the settings read and change.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../client/client.ts';
import type { PostExport, Settings } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

export type SettingsPatch = Partial<Omit<Settings, 'hasModelKey' | 'modelKeyPlace' | 'demo'>>;

export function useSaveSettings() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown: true },
    mutationFn: (patch: SettingsPatch) => client.patchSettings(patch),
    onSuccess: (settings) => queries.setQueryData(keys.settings, settings),
  });
}

/** Something done to the model, its key or the demo; the settings are read again after it. `shown`: a failure is said beside it. */
export function useModelChange<Wish, Answer>(change: (client: Client, wish: Wish) => Promise<Answer>, { shown = true } = {}) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown },
    mutationFn: (wish: Wish) => change(client, wish),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.settings }),
  });
}

/** Archives are made by the product, so that a page may leave and come back: this is how the newest one of `what` stands. */
export function useExport(what: PostExport) {
  const client = useClient();
  const refresh = useRefresh();
  const word = JSON.stringify(what);
  const all = useQuery({
    queryKey: keys.exports,
    queryFn: () => client.exports(),
    refetchInterval: ({ state }) => (state.data?.some(({ state }) => state === 'making') ? MAKING_MS : SELDOM_MS),
  });
  const act = useMutation({
    meta: { shown: true },
    mutationFn: async (wish: { make: PostExport } | { stop: string }): Promise<void> => {
      if ('make' in wish) await client.makeExport(wish.make);
      else await client.removeExport(wish.stop);
    },
    onSettled: () => refresh(keys.exports),
  });
  return { newest: all.data?.findLast((one) => JSON.stringify(one.what) === word), act };
}

const MAKING_MS = 1_000;
/** A made one is gone after an hour, or when the product restarts. */
const SELDOM_MS = 30_000;

/** Has something mended that needs no terminal, and looks again. */
export function useMend() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown: true },
    mutationFn: (name: string) => client.mendHealth(name),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.health }),
  });
}

/** Takes a moment: the machine is really looked at. */
export function useHealthChecks() {
  const client = useClient();
  return useQuery({ queryKey: keys.health, queryFn: () => client.healthChecks(), staleTime: 60_000 });
}
