// The standing folders, what they suggest, and the folders of this computer to choose from.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../client/client.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';
import { useCapability } from './use-capability.ts';

export function useFolders() {
  const client = useClient();
  const enabled = useCapability('folders');
  return useQuery({ queryKey: keys.folders, queryFn: () => client.folders(), enabled });
}

/** Something done to the folders; the list is read again after it. */
export function useFolderChange<Wish>(change: (client: Client, wish: Wish) => Promise<unknown>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown: true },
    mutationFn: (wish: Wish) => change(client, wish),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.folders }),
  });
}

export function useSuggestions() {
  const client = useClient();
  const enabled = useCapability('folders');
  // A look costs the disk something, and what is in a folder changes slowly.
  return useQuery({
    queryKey: [...keys.folders, 'suggestions'],
    queryFn: () => client.suggestions(),
    enabled,
    staleTime: 60_000,
  });
}

/** Without a path: where a person would begin. The one before stays until the next is there. */
export function useBrowse(path: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: keys.browse(path),
    queryFn: () => client.browse(path),
    retry: false,
    placeholderData: keepPreviousData,
  });
}
