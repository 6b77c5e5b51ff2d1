// The connection, for components.
import { createContext, use, useSyncExternalStore } from 'react';
import type { Connection, ConnectionState } from './connection.ts';

export const ConnectionContext = createContext<Connection | undefined>(undefined);

/** For code that calls the product itself; what shows the connection uses `useConnection`. */
export function useConnectionSource(): Connection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('outside of ConnectionContext');
  return connection;
}

export function useConnection(): ConnectionState {
  const { subscribe, state } = useConnectionSource();
  return useSyncExternalStore(subscribe, state);
}
