// The way out of the sandboxes: for each task a proxy, its authority, and what the command that runs now may reach.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { CallKey } from '../contract/ids.ts';
import type { Resolve } from './addresses.ts';
import { createGate, type Running } from './gate.ts';
import { createIntercept } from './intercept.ts';
import type { Registries } from './package-registries.ts';
import { authorityOf, type Host, parseAuthority } from './host-name.ts';
import type { HostAnswers, NetworkLog, Reachable } from './port.ts';
import type { Rule } from './policy.ts';
import { createProxy, type Proxy } from './proxy.ts';

export interface EgressDeps {
  /** Folder for the authorities of the tasks. */
  readonly home: string;
  readonly reachable: Reachable;
  readonly log: NetworkLog;
  readonly resolve: Resolve;
  /** The user's package registries, where the user wants them to be reached. */
  readonly registries: () => Promise<Registries>;
  /** Where the product asks its own model. */
  readonly modelHosts: () => Promise<readonly Host[]>;
}

/** What a task's machine is given. */
export interface WayOut {
  readonly ca: string;
  readonly environment: Readonly<Record<string, string>>;
  onStream(stream: Duplex): void;
}

export interface Egress extends HostAnswers {
  of(taskId: string): Promise<WayOut>;
  /** From now on the task's machine may reach what this command may. The same call again, after a restart, may reach the same. */
  begin(key: CallKey): Promise<void>;
  /** From now on nothing. Hosts (host:port) that the command was refused and that a person may allow. */
  end(key: CallKey): Promise<readonly string[]>;
  /** The task is over. */
  forget(taskId: string): Promise<void>;
  close(): void;
}

interface TaskEgress {
  readonly proxy: Proxy;
  readonly certificate: string;
  running: Running | undefined;
}

export function createEgress(deps: EgressDeps): Egress {
  const tasks = new Map<string, Promise<TaskEgress>>();
  const fileOf = (taskId: string): string => join(deps.home, `${taskId}.json`);

  const make = async (taskId: string): Promise<TaskEgress> => {
    // What it is made with is long to load, and most tasks run no commands.
    const { openAuthority } = await import('./authority.ts');
    const authority = await openAuthority(fileOf(taskId));
    const gate = createGate({ running: () => task.running, log: deps.log, resolve: deps.resolve });
    const proxy = createProxy({ gate, intercept: createIntercept({ gate, authority }) });
    const task: TaskEgress = { proxy, certificate: authority.certificate, running: undefined };
    return task;
  };

  const taskOf = (taskId: string): Promise<TaskEgress> => {
    const known = tasks.get(taskId) ?? make(taskId);
    tasks.set(taskId, known);
    known.catch(() => tasks.delete(taskId));
    return known;
  };

  return {
    async of(taskId) {
      const { proxy, certificate } = await taskOf(taskId);
      const { environment } = await deps.registries();
      return { ca: certificate, environment, onStream: (stream) => proxy.take(stream) };
    },

    async begin(key) {
      const task = await taskOf(key.taskId);
      const asked = (await deps.reachable.forCall(key)).map((host): Rule => host);
      const { rules } = await deps.registries();
      // What a person allowed by name holds without limits; the limits of the registries hold beside it.
      task.running = { key, policy: { rules: [...asked, ...rules], modelHosts: await deps.modelHosts() } };
    },

    async end(key) {
      const task = await tasks.get(key.taskId);
      if (task) {
        task.running = undefined;
        task.proxy.cut();
      }
      return (await deps.log.refused(key)).map(authorityOf);
    },

    allow: (taskId, { hosts, ...how }) =>
      deps.reachable.allow(taskId, { ...how, hosts: hosts.flatMap((host) => parseAuthority(host, 0) ?? []) }),

    async forget(taskId) {
      const task = await tasks.get(taskId)?.catch(() => undefined);
      task?.proxy.close();
      tasks.delete(taskId);
      rmSync(fileOf(taskId), { force: true });
      await deps.reachable.forget(taskId);
    },

    close() {
      for (const task of tasks.values()) void task.then(({ proxy }) => proxy.close()).catch(() => undefined);
      tasks.clear();
    },
  };
}
