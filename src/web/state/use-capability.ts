// What the running product can do: no control is shown whose server side is absent.
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.ts';
import { keep, readKept } from './kept.ts';
import { keys } from './keys.ts';

type Capability =
  | 'changes'
  | 'children'
  | 'connectors'
  | 'devices'
  | 'exportImport'
  | 'folders'
  | 'outputs'
  | 'queue'
  | 'schedules'
  | 'search'
  | 'showInFolder'
  | 'skills'
  | 'threads'
  | 'undo'
  | 'uploads'
  | 'vm'
  | 'web';

const KEY = 'capabilities';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Until the product has answered, what it could do last time: one can write also where the page opens while it is away. */
export function useCapabilities() {
  const client = useClient();
  return useQuery({
    queryKey: keys.capabilities,
    async queryFn() {
      const found = await client.capabilities();
      keep(KEY, found);
      return found;
    },
    initialData: () => readKept(KEY, isRecord),
    initialDataUpdatedAt: 0,
    // It stays true as long as the page; only what was kept is asked for again.
    staleTime: ({ state }) => (state.dataUpdatedAt === 0 ? 0 : Infinity),
  });
}

/** False also while it was never known. */
export const useCapability = (name: Capability): boolean => useCapabilities().data?.[name] === true;
