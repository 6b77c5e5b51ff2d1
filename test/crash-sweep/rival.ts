// A second worker on a home that has one: as the launcher would start it, and without asking the launcher.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A refused one ends within a second, one that is let in recovers and serves within three; only a hang comes near it. */
const SETTLED_MS = 120_000;

/** Resolves when it has ended or serves; the answer ends it. */
export async function startRival(file: string, env: NodeJS.ProcessEnv): Promise<() => void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const signal = AbortSignal.timeout(SETTLED_MS);
  await Promise.race([once(child, 'exit', { signal }), once(child, 'message', { signal })]);
  return () => void child.kill('SIGKILL');
}
