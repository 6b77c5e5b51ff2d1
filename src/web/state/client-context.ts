// The client that the page speaks to the product with, for components.
import { createContext, use } from 'react';
import type { Client } from '../../client/client.ts';

export const ClientContext = createContext<Client | undefined>(undefined);

export function useClient(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('outside of ClientContext');
  return client;
}
