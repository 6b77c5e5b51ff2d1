// What the settings read and change.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../client/client.ts';
import type { Settings } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

export type SettingsPatch = Partial<Omit<Settings, 'hasModelKey' | 'modelKeyPlace' | 'demo'>>;

export function useSaveSettings() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (patch: SettingsPatch) => client.patchSettings(patch),
    onSuccess: (settings) => queries.setQueryData(keys.settings, settings),
  });
}

/** Something done to the model, its key or the demo; the settings are read again after it. */
export function useModelChange<Wish, Answer>(change: (client: Client, wish: Wish) => Promise<Answer>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => change(client, wish),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.settings }),
  });
}

/** Takes a moment: the machine is really looked at. */
export function useHealthChecks() {
  const client = useClient();
  return useQuery({ queryKey: keys.health, queryFn: () => client.healthChecks(), staleTime: 60_000 });
}
