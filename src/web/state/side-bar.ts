// Whether the list at the left is folded; kept in this browser.
import { useSyncExternalStore } from 'react';

const KEY = 'sidebar';
const listeners = new Set<() => void>();
const isFolded = (): boolean => localStorage.getItem(KEY) === 'folded';

export function toggleSideBar(): void {
  if (isFolded()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'folded');
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useIsFolded = (): boolean => useSyncExternalStore(subscribe, isFolded);
