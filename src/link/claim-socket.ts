// Listens on a unix socket path: 0600 before anyone can see it, taking over a file left by a dead process and never a living one's.
import { chmod, lstat, rename, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { CoworkError } from '../contract/errors.ts';

const isPipe = (path: string): boolean => path.startsWith('\\\\.\\pipe\\');

/**
 * The server listens at `path` when this resolves. The socket is made beside it and renamed onto it: nobody can connect before its
 * mode is set, and a stale file is replaced in one step. Windows pipes have no file and are simply listened on.
 * @throws CoworkError locked when a living process answers there; internal when something that is no socket is in the way
 */
export async function claimSocket(server: Server, path: string): Promise<void> {
  if (isPipe(path)) return listen(server, path);
  await refuseLiving(path);
  const fresh = `${path}~`;
  await rm(fresh, { force: true });
  await listen(server, fresh);
  try {
    await chmod(fresh, 0o600);
    await rename(fresh, path);
  } catch (error) {
    server.close();
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Removes the file of a socket that was claimed. */
export async function releaseSocket(path: string): Promise<void> {
  if (!isPipe(path)) await rm(path, { force: true });
}

async function refuseLiving(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket())
    throw new CoworkError('internal', `${path} is not a socket; something else put a file there. Move it away and start again.`);
  if (await answers(path)) throw new CoworkError('locked', `Another api answers at ${path}.`);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (living: boolean): void => {
      socket.destroy();
      resolve(living);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
