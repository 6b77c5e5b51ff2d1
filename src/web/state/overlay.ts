// Which of the two that lie over every page is open: the palette or the help.
import { useSyncExternalStore } from 'react';

export type Overlay = 'palette' | 'help';

let open: Overlay | undefined;
const listeners = new Set<() => void>();

export function openOverlay(next: Overlay | undefined): void {
  open = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useOverlay = (): Overlay | undefined => useSyncExternalStore(subscribe, () => open);
