// What a person asked for and did not get, where nothing beside it says so: the newest, until something succeeds or they have read it.
import { useSyncExternalStore } from 'react';

let failure: unknown;
const listeners = new Set<() => void>();

export function tellFailure(error: unknown): void {
  failure = error;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useFailure = (): unknown => useSyncExternalStore(subscribe, () => failure);
