// What the running product can do: no control is shown whose server side is absent.
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.ts';
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

export function useCapabilities() {
  const client = useClient();
  return useQuery({ queryKey: keys.capabilities, queryFn: () => client.capabilities(), staleTime: Infinity });
}

/** False also while it is not known yet. */
export const useCapability = (name: Capability): boolean => useCapabilities().data?.[name] === true;
