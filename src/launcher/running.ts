// Is the product running for this home, and where?
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Paths } from '../paths.ts';
import { isSameProcess } from '../process/process-identity.ts';
import { readRuntime, type Runtime } from './runtime.ts';

/** What the living launcher wrote; undefined when none lives. */
export function findRunning(paths: Paths): Runtime | undefined {
  const runtime = readRuntime(paths.home);
  return runtime !== undefined && isSameProcess(runtime) ? runtime : undefined;
}

export const addressOf = (runtime: Pick<Runtime, 'apiPort'>): string => `http://127.0.0.1:${runtime.apiPort}`;

/** GET /readyz: `ready`, or in words why not. Plain http, because fetch alone costs a process 20 MB. */
export function askReady(address: string, timeoutMs = 2_000): Promise<{ ready: boolean; text: string }> {
  return new Promise((resolve) => {
    const request = get(`${address}/readyz`, { timeout: timeoutMs, agent: false }, (response) => {
      void text(response)
        .catch(() => '')
        .then((body) =>
          resolve(response.statusCode === 200 ? { ready: true, text: 'ready' } : { ready: false, text: reasonIn(body) }),
        );
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve({ ready: false, text: 'no answer yet' }));
  });
}

function reasonIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as { detail?: unknown };
    return typeof parsed.detail === 'string' ? parsed.detail : body.slice(0, 300);
  } catch {
    return body.slice(0, 300);
  }
}
