// Composition root of the api: a child of the launcher that serves HTTP, sends the outbox, and keeps store and engine in step.
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { createNotifier } from '../desktop/notify.ts';
import { createDemo } from '../demo/demo-in-product.ts';
import { taskFolder } from '../files/places.ts';
import { createProbe } from '../files/probe.ts';
import { createProposedPictures } from '../files/proposed-pictures.ts';
import { examine } from '../launcher/doctor.ts';
import { browserOf } from '../launcher/browser.ts';
import { createLoginCodes } from '../launcher/login-codes.ts';
import { loginLink } from '../launcher/open.ts';
import { addressOf } from '../launcher/running.ts';
import type { Runtime } from '../launcher/runtime.ts';
import { archiveName, writeExport } from '../launcher/write-export.ts';
import { listenLink } from '../link/listen-link.ts';
import { candidateOf, testModel } from '../model/try-model.ts';
import { uploadFileOf } from '../paths.ts';
import { type Child, runChild } from '../run-child.ts';
import { DEMO_KEY } from '../settings.ts';
import { openTaskStore } from '../store/open-task-store.ts';
import type { TaskStore } from '../store/port.ts';
import { taskView } from '../store/task-view.ts';
import { createApp } from './app.ts';
import { createExports } from './exports.ts';
import { createHealth } from './health.ts';
import { createHostFiles } from './host-files.ts';
import { createHub, type Hub } from './hub.ts';
import { indexTexts } from './index-texts.ts';
import { noticeWords } from './notice-words.ts';
import { watchNotices } from './notices.ts';
import { createOpenPages } from './open-pages.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { watchPresence } from './presence.ts';
import { showInFolder } from './show-in-folder.ts';
import { openWebApp } from './web-app.ts';
import { createReconcile, type Reconcile } from './reconcile.ts';
import { createTemporalEngine } from './temporal-engine.ts';

/** The launcher kills after 3 s: answers under way get most of it. */
const DRAIN_MS = 2_000;

/** Parts that somebody may put in the place of ours: a proof rig, to see that it would notice. The product puts nothing. */
export interface ApiParts {
  readonly store?: (store: TaskStore, runtime: Runtime) => TaskStore;
}

/** The whole life of the api's process, which ends with it. */
export const runApi = (parts: ApiParts = {}): Promise<never> => runChild('api', (child) => serveHttp(child, parts));

async function serveHttp(child: Child, parts: ApiParts): Promise<void> {
  const { life, config, paths, runtime, scrubber, log, settings, keys, crash, now } = child;

  // Set below: the store tells of its commits from the first one on.
  const late: { hub?: Hub; outbox?: Outbox; reconcile?: Reconcile } = {};
  const ownStore = await openTaskStore(paths.tasksDb, {
    crash,
    onAppended: (taskId, seq) => late.hub?.wake(taskId, seq),
    onOutbox: () => late.outbox?.wake(),
    onRequest: () => link.drain(),
  });
  const store = parts.store?.(ownStore, runtime) ?? ownStore;
  const link = await listenLink({ socketPath: runtime.socketPath, openTasks: () => store.openTasks() });
  const hub = (late.hub = createHub(link));
  const engine = createTemporalEngine({
    address: runtime.temporalAddress,
    namespace: runtime.namespace,
    onReady() {
      late.outbox?.wake();
      void late.reconcile?.run();
    },
  });
  const outbox = (late.outbox = createOutbox({ store, engine, now, crash, log }));
  const reconcile = (late.reconcile = createReconcile({ store, engine, now, log }));
  const machineId = async (): Promise<string | undefined> => {
    const id = await store.setting('machineId');
    return typeof id === 'string' ? id : undefined;
  };
  const presence = watchPresence({ store, engine, machineId, now, log });

  const files = createHostFiles({
    probe: createProbe({ home: config.home }),
    uploadFile: (id) => uploadFileOf(paths, id),
    outputsFolder: (taskId) => join(taskFolder(config.home, taskId), 'outputs'),
    pictures: createProposedPictures(paths.desktopDb),
    show: showInFolder(process.env),
  });
  const indexing = indexTexts({ store, files, log });
  const web = openWebApp(runtime.webFolder);
  const demo = createDemo({ settings, place: async () => join((await settings.read()).deliverTo, 'Demo') });
  await demo.resume();
  const exports = createExports({
    ...{ folder: paths.exports, log },
    async write(select, to) {
      const at = now();
      return { ...(await writeExport(paths, { select, ...to, now: at })), name: archiveName(select, at) };
    },
  });
  const notifier = createNotifier({ log });
  const browser = browserOf(process.env);
  const notices = watchNotices({
    ...{ store, settings, now, log },
    pages: createOpenPages(now),
    tell: (news) =>
      void notifier.say({
        ...noticeWords(news),
        url: `${addressOf(runtime)}${news.path}`,
        ...(browser ? { open: async () => browser(await loginLink(config.home, runtime, news.path)) } : {}),
      }),
  });
  const app = createApp({
    ...(web ? { web } : {}),
    ...{ files, store, link, hub, outbox, engine, settings, now, crash, log },
    view: taskView,
    token: runtime.token,
    loginCodes: createLoginCodes(paths.loginCodes),
    secrets: {
      place: async () => (config.modelKeyFromEnv === undefined ? keys.where() : 'environment'),
      async set(key) {
        scrubber.add(key);
        await keys.write(key);
      },
      remove: async () => void (await keys.remove()),
    },
    async testModel(candidate) {
      scrubber.add(candidate.key);
      const { model, baseUrl, demo: scripted } = await settings.read();
      const key = async () => (scripted ? DEMO_KEY : (config.modelKeyFromEnv ?? (await keys.read())));
      await testModel(await candidateOf({ key, baseUrl, model }, candidate));
    },
    health: createHealth(() => examine(config, process.env)),
    ...{ demo, exports },
    pages: { note: (page) => notices.page(page) },
    version: runtime.version,
    hosts: ['127.0.0.1', 'localhost', '[::1]'],
  });
  const server = await listen((request) => app.fetch(request), runtime.apiPort);
  life.ready();
  log.info({ port: runtime.apiPort }, 'the api serves');

  await aborted(life.stopping);
  hub.close();
  await closeServer(server);
  await Promise.all([outbox.close(), reconcile.close(), presence.close(), indexing.close(), notices.close()]);
  notifier.close();
  await demo.close();
  await exports.close();
  await engine.close();
  await link.close();
  await store.close();
}

function listen(fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1', overrideGlobalObjects: false }, () => resolve(server));
    server.once('error', reject);
  });
}

/** No new calls; those under way get a moment, event streams have ended with the hub. */
async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const force = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, DRAIN_MS);
  await closed;
  clearTimeout(force);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

if (import.meta.main) await runApi();
