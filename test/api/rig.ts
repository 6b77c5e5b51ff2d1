// The api on a temporary home: real store, real link, real files; only the engine is in memory. No port is opened.
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Hono } from 'hono';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { createExports } from '../../src/api/exports.ts';
import { createHealth } from '../../src/api/health.ts';
import { createHostFiles } from '../../src/api/host-files.ts';
import { createHub, type Hub } from '../../src/api/hub.ts';
import { createOutbox, type Outbox } from '../../src/api/outbox.ts';
import { archiveName, writeExport } from '../../src/launcher/write-export.ts';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import { createProbe } from '../../src/files/probe.ts';
import { createProposedPictures } from '../../src/files/proposed-pictures.ts';
import { createLoginCodes } from '../../src/launcher/login-codes.ts';
import { connectLink } from '../../src/link/connect-link.ts';
import { listenLink } from '../../src/link/listen-link.ts';
import type { ApiLink, WorkerLink } from '../../src/link/port.ts';
import { createModelKeys } from '../../src/secrets.ts';
import { createSettings } from '../../src/settings.ts';
import { pathsOf } from '../../src/paths.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { taskView } from '../../src/store/task-view.ts';
import { createMemoryEngine, type MemoryEngine } from './memory-engine.ts';

export const TOKEN = 'test-token-0123456789';
export const ORIGIN = 'http://127.0.0.1:7417';

export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; text where it is none. */
  readonly body: T;
}

export interface Rig {
  readonly home: string;
  /** A folder that may be granted. */
  readonly folder: string;
  readonly app: Hono;
  readonly store: TaskStore;
  /** The same database as another process (the worker) sees it: its commits give hints over the link only. */
  readonly workerStore: TaskStore;
  readonly engine: MemoryEngine;
  readonly hub: Hub;
  readonly link: ApiLink;
  readonly worker: WorkerLink;
  readonly outbox: Outbox;
  readonly logged: string[];
  clock: { now: Date };
  send(method: string, path: string, options?: SendOptions): Promise<Response>;
  call<T = Record<string, unknown>>(method: string, path: string, options?: SendOptions): Promise<Answered<T>>;
  close(): Promise<void>;
}
interface SendOptions {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

export async function openRig(
  options: { limits?: ApiDeps['limits']; worker?: boolean; web?: ApiDeps['web'] | undefined } = {},
): Promise<Rig> {
  const home = await mkdtemp(join(tmpdir(), 'api-'));
  const paths = pathsOf(join(home, 'state'));
  const folder = join(home, 'Downloads');
  for (const made of [folder, paths.run, paths.files]) await mkdir(made, { recursive: true });
  const socketPath = join(home, 'l.sock');
  const clock = { now: new Date('2030-01-01T10:00:00Z') };
  const late: { hub?: Hub; outbox?: Outbox; link?: ApiLink; worker?: WorkerLink } = {};
  const store = await openTaskStore(paths.tasksDb, {
    onAppended: (taskId, seq) => late.hub?.wake(taskId, seq),
    onOutbox: () => late.outbox?.wake(),
    onRequest: () => late.link?.drain(),
    now: () => clock.now,
  });
  const workerStore = await openTaskStore(paths.tasksDb, {
    onAppended: (taskId, seq) => late.worker?.appended(taskId, seq),
    now: () => clock.now,
  });
  const link = (late.link = await listenLink({ socketPath, openTasks: () => store.openTasks() }));
  const worker = (late.worker = connectLink({ socketPath: options.worker === false ? `${socketPath}-none` : socketPath }));
  const hub = (late.hub = createHub(link));
  const engine = createMemoryEngine();
  const logged: string[] = [];
  const write = (fields: object, text: string): void => void logged.push(`${text} ${inspect(fields)}`);
  const log = { info: write, warn: write, error: write };
  const outbox = (late.outbox = createOutbox({ store, engine, now: () => clock.now, crash: NO_CRASH, log }));
  const keys = createModelKeys(paths, async () => undefined);
  const exports = createExports({
    ...{ folder: paths.exports, log },
    write: async (select, to) => ({
      ...(await writeExport(paths, { select, ...to, now: clock.now })),
      name: archiveName(select, clock.now),
    }),
  });
  const app = createApp({
    ...{ store, view: taskView, link, hub, outbox, engine, log, crash: NO_CRASH },
    files: createHostFiles({
      probe: createProbe({ home: paths.home, userHome: home }),
      uploadFile: (id) => join(paths.files, 'uploads', id),
      outputsFolder: (taskId) => join(paths.files, 'tasks', taskId, 'outputs'),
      pictures: createProposedPictures(paths.desktopDb),
    }),
    token: TOKEN,
    loginCodes: createLoginCodes(paths.loginCodes),
    secrets: {
      place: async () => keys.where(),
      set: async (key) => void (await keys.write(key)),
      remove: async () => void (await keys.remove()),
    },
    testModel: async () => undefined,
    health: createHealth(async () => [
      { name: 'node', state: 'ok', text: 'there' },
      { name: 'service', state: 'note', text: 'not there', mend: 'install it', repair: async () => 'It is there now.' },
    ]),
    exports,
    demo: {
      async start() {
        // As another process writes: not while a transaction of the api is open.
        await workerStore.putSetting('demo', 'begun');
        return { folder, prompt: 'Sort it.', title: 'Sort' };
      },
      stop: async () => undefined,
    },
    pages: { note: async () => [] },
    settings: createSettings({ home: paths.home, env: {} }),
    version: '9.9.9',
    now: () => clock.now,
    hosts: ['127.0.0.1', 'localhost', '[::1]'],
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.web ? { web: options.web } : {}),
  });
  worker.serving();
  while (options.worker !== false && !link.serving) await new Promise((resolve) => setTimeout(resolve, 2));

  const send = (method: string, path: string, { body, key, headers = {} }: SendOptions = {}): Promise<Response> =>
    Promise.resolve(
      app.request(`${ORIGIN}${/^\/(healthz|readyz|metrics|openapi|open|$)/.test(path) ? '' : '/api/v1'}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );

  return {
    ...{ home, folder, app, store, workerStore, engine, hub, link, worker, outbox, logged, clock, send },
    async call<T>(method: string, path: string, options?: SendOptions) {
      const response = await send(method, path, options);
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
    },
    async close() {
      hub.close();
      await exports.close();
      await outbox.close();
      await worker.close();
      await link.close();
      await store.close();
      await workerStore.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Waits for something that comes by itself; the test's own time limit ends it. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 5));
}
