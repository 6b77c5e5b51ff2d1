// What the settings read and change.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../client/client.ts';
import type { PostExport, Settings } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

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

/** Made once; where it fails nothing is there. */
export function useMakeExport() {
  const client = useClient();
  return useMutation({ meta: { shown: true }, mutationFn: (what: PostExport) => client.makeExport(what) });
}

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
