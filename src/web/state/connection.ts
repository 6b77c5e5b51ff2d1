// Whether the product answers. Everything that calls it says how it went; whoever shows it listens.

export type ConnectionState =
  | { readonly kind: 'online' }
  | { readonly kind: 'reconnecting'; readonly since: Date }
  /** The cookie is too old or of another installation. */
  | { readonly kind: 'signed-out' };

export interface Connection {
  readonly state: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly answered: () => void;
  readonly lost: () => void;
  readonly refused: () => void;
}

export function createConnection(now: () => Date = () => new Date()): Connection {
  let state: ConnectionState = { kind: 'online' };
  const listeners = new Set<() => void>();
  const become = (next: ConnectionState): void => {
    // Whoever is not let in has an answer: that no answer comes to another call changes nothing about it.
    if (next.kind === state.kind || (state.kind === 'signed-out' && next.kind === 'reconnecting')) return;
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answered: () => become({ kind: 'online' }),
    lost: () => become({ kind: 'reconnecting', since: now() }),
    refused: () => become({ kind: 'signed-out' }),
  };
}
