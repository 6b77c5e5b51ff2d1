// The bytes of results. What a result holds does not change under its id; it is forgotten soon after nobody looks at it.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Output } from '../../contract/task.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

const KEPT_MS = 60_000;

/** Something that is made of the bytes: `read` may fail, which is an answer too. It must be the same function each time. */
export function useOutputAs<T>(id: string, kind: string, read: (bytes: Uint8Array) => T | Promise<T>) {
  const client = useClient();
  return useQuery({
    queryKey: keys.outputAs(id, kind),
    queryFn: async (): Promise<{ value: T } | { broken: true }> => {
      const bytes = new Uint8Array(await (await client.outputContent(id)).arrayBuffer());
      try {
        return { value: await read(bytes) };
      } catch {
        return { broken: true };
      }
    },
    staleTime: Infinity,
    gcTime: KEPT_MS,
    structuralSharing: false,
  });
}

export function useShowOutput() {
  const client = useClient();
  return useMutation({ meta: { shown: true }, mutationFn: (id: string) => client.showOutput(id) });
}

/** By the system's own sheet; that a person leaves it without choosing is no failure. */
export function useShareOutput() {
  const client = useClient();
  return useMutation({
    meta: { shown: true },
    async mutationFn({ id, name, type }: Pick<Output, 'id' | 'name' | 'type'>) {
      const blob = await (await client.outputContent(id)).blob();
      await navigator.share({ files: [new File([blob], name, { type })] }).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      });
    },
  });
}
