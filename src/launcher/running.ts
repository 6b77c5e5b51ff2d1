// Is the product running for this home, and where?
import type { Paths } from '../paths.ts';
import { isSameProcess } from './process-identity.ts';
import { readRuntime, type Runtime } from './runtime.ts';

/** What the living launcher wrote; undefined when none lives. */
export function findRunning(paths: Paths): Runtime | undefined {
  const runtime = readRuntime(paths.home);
  return runtime !== undefined && isSameProcess(runtime) ? runtime : undefined;
}

export const addressOf = (runtime: Pick<Runtime, 'apiPort'>): string => `http://127.0.0.1:${runtime.apiPort}`;

/** GET /readyz: `ready`, or in words why not. */
export async function askReady(address: string, timeoutMs = 2_000): Promise<{ ready: boolean; text: string }> {
  try {
    const response = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return { ready: response.ok, text: response.ok ? 'ready' : reasonIn(text) };
  } catch {
    return { ready: false, text: 'no answer yet' };
  }
}

function reasonIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as { detail?: unknown };
    return typeof parsed.detail === 'string' ? parsed.detail : body.slice(0, 300);
  } catch {
    return body.slice(0, 300);
  }
}
