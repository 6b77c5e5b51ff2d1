// Whether commands can run as processes here: bubblewrap, the agent, and a jail that was tried.
import { arch } from 'node:os';
import { join } from 'node:path';
import { whyNoJail } from '../bubblewrap.ts';
import { AGENT_PARTS, kept } from '../image/kept.ts';
import { createProcessDriver, type ProcessDriverDeps } from './driver.ts';
import { tryJail } from './trial.ts';

type FoundJail = Awaited<ReturnType<ProcessDriverDeps['find']>>;

export interface FindProcessDeps {
  /** Folder in which the agent of this version would be. */
  readonly agent: string;
  /** How it is got here. */
  readonly mendAgent: string;
  /** Folder with a folder for each sandbox: their layers lie there, so it is tried there. */
  readonly home: string;
}

/** Looks once a process, then again whenever something was missing. */
export function createFindProcess(deps: FindProcessDeps): ProcessDriverDeps['find'] {
  let found: Promise<FoundJail> | undefined;
  return async () => {
    found ??= find(deps);
    const answer = await found;
    if (answer.kind === 'unavailable') found = undefined;
    return answer;
  };
}

async function find({ agent, mendAgent, home }: FindProcessDeps): Promise<FoundJail> {
  if (process.platform !== 'linux' || arch() !== 'x64')
    return { kind: 'unavailable', why: 'this version has a sandbox for Linux on x86-64 only', mend: 'none in this version' };
  const obstacle = await whyNoJail();
  if (obstacle) return obstacle;
  if (!(await kept(agent, AGENT_PARTS)))
    return { kind: 'unavailable', why: 'the sandbox’s agent has not been built', mend: mendAgent };
  const there = { kind: 'found', agent: join(agent, 'agent') } as const;
  const why = await tryJail(home, (base) => createProcessDriver({ home: base, find: async () => there, timeZone: 'UTC' }));
  if (why === undefined) return there;
  return {
    kind: 'unavailable',
    why: `a jail was tried and does not work here (${why})`,
    mend: 'a newer kernel (5.11), a home on a local disk, on Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
  };
}
