// Composition root of the page: client, queries, connection and routes are made here and passed down.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from '../client/client.ts';
import { createAppRouter } from './router.tsx';
import { ClientContext } from './state/client-context.ts';
import { createConnection } from './state/connection.ts';
import { ConnectionContext } from './state/connection-context.ts';
import { createQueries } from './state/create-queries.ts';
import { deviceName } from './state/device.ts';
import { installServiceWorker } from './state/service-worker.ts';
import { applyTheme } from './state/theme.ts';
import { language, words } from './words/words.ts';

export function startApp(element: HTMLElement): void {
  document.documentElement.lang = language;
  applyTheme();
  const connection = createConnection();
  const queries = createQueries(connection);
  const client = createClient({ baseUrl: location.origin, device: deviceName(navigator.userAgent, words.device) });
  const router = createAppRouter();
  createRoot(element).render(
    <StrictMode>
      <ClientContext value={client}>
        <ConnectionContext value={connection}>
          <QueryClientProvider client={queries}>
            <Tooltip.Provider delayDuration={400}>
              <RouterProvider router={router} />
            </Tooltip.Provider>
          </QueryClientProvider>
        </ConnectionContext>
      </ClientContext>
    </StrictMode>,
  );
  installServiceWorker(connection, (listener) => {
    router.subscribe('onBeforeNavigate', ({ toLocation, hrefChanged }) => {
      if (hrefChanged) listener(toLocation.href);
    });
  });
}
