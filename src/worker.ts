// Composition root of the worker: both queues, the model, the files. Its desktop half (undo, folders) works with Temporal down too.
import { createAgentActivities, createDesktopActivities } from './activities/create-activities.ts';
import type { ActivityDeps } from './activities/deps.ts';
import { createRunning } from './activities/running.ts';
import { createTranscripts } from './activities/transcripts.ts';
import { AGENT_QUEUE, desktopQueueOf, threadWorkflowId, workflowIdOf } from './contract/ids.ts';
import { deliverRoot } from './desktop/deliver-root.ts';
import { createDesktopFolders } from './desktop/folders.ts';
import { createKeyWatch } from './desktop/key-watch.ts';
import { sandboxRules } from './sandbox-rules.ts';
import { createMirror } from './desktop/mirror.ts';
import { openDesktop } from './desktop-files.ts';
import { startHousekeeping } from './desktop/housekeeping.ts';
import { startKeepAwake } from './desktop/keep-awake.ts';
import { tellGap } from './desktop/tell-gap.ts';
import { watchSleep } from './desktop/watch-sleep.ts';
import { createRequests } from './desktop/requests.ts';
import { serveTemporal, type WorkersOptions } from './desktop/temporal-workers.ts';
import { workflowBundlePath } from './launcher/workflow-bundle.ts';
import { connectLink } from './link/connect-link.ts';
import { harness } from './model/harness.ts';
import { createLimiter } from './model/limiter.ts';
import { createModel } from './model/model.ts';
import type { Paths } from './paths.ts';
import { type Child, runChild } from './run-child.ts';
import { DEMO_KEY } from './settings.ts';
import { openTaskStore } from './store/open-task-store.ts';
import { createExplainError } from './tools/explain-error.ts';
import { createTools } from './tools/create-tools.ts';
import { threadToolSpecs } from './tools/thread-tools.ts';
import { toolSpecs } from './tools/tool.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Parts that somebody may put in the place of ours: a proof rig, to see that it would notice. The product puts nothing. */
export interface WorkerParts {
  readonly paths?: (paths: Paths) => Paths;
  readonly deps?: (deps: ActivityDeps) => ActivityDeps;
  readonly serving?: (options: WorkersOptions, deps: ActivityDeps) => Promise<WorkersOptions>;
}

/** The whole life of the worker's process, which ends with it. */
export const runWorker = (parts: WorkerParts = {}): Promise<never> => runChild('worker', (child) => work(child, parts));

async function work(child: Child, parts: WorkerParts): Promise<void> {
  const { life, config, runtime, scrubber, log, settings, keys, crash, now } = child;
  const paths = parts.paths?.(child.paths) ?? child.paths;

  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const link = connectLink({ socketPath: runtime.socketPath });
  const store = await openTaskStore(paths.tasksDb, { crash, onAppended: (taskId, seq) => link.appended(taskId, seq) });
  const desktop = await openDesktop({
    ...{ paths, crash },
    network: sandboxRules({ store, settings }),
    deliverRoot: deliverRoot({ store, timeZone, deliverTo: async () => (await settings.read()).deliverTo }),
  });
  const { ledger, grants, changeSets } = desktop;
  const machineId = await ledger.machineId();
  await store.putSetting('machineId', machineId);

  crash('start-locked');
  await store.cutAttempts();
  const mirror = createMirror({ store, changeSets, now });
  for (const set of await changeSets.recover()) {
    log[set.state === 'stuck' ? 'warn' : 'info'](set, 'an open change set was rolled as far as it went');
    await mirror.show(set.id);
  }
  crash('start-recovered');
  // What an earlier process applied and could not show any more.
  for (const task of await store.openTasks()) for (const id of await changeSets.ofTask(task.id)) await mirror.show(id);
  crash('start-shown');
  const running = createRunning();
  link.onAbort((taskId, why) => running.abort(taskId, why));
  const folders = createDesktopFolders({
    ...{ store, grants, list: desktop.folderList },
    abort: (taskId) => running.abort(taskId, 'pause'),
  });
  await folders.show();
  const requests = createRequests({ store, changeSets, grants, folders, ledger, mirror, crash, log });
  // A folder that was taken away while the worker was away is gone before anything works again.
  await requests.drainFolders();
  link.onDrain(() => void requests.drain().catch((err: unknown) => log.error({ err }, 'requests')));
  const modelKey = async (): Promise<string | undefined> => config.modelKeyFromEnv ?? (await keys.read());
  const keyWatch = createKeyWatch({ store, key: () => modelKey().catch(() => undefined) });
  const housekeeping = startHousekeeping({
    lookForKey: () => keyWatch.look(),
    ...{ store, changeSets, mirror, machineId, now, crash, log },
    drain: () => requests.drain(),
    tidySandboxes: (open) => desktop.sandboxes.tidy(open),
    limits: async () => {
      const { retentionDays, retentionBytes } = await settings.read();
      return { olderThanMs: retentionDays * DAY_MS, maxBytes: retentionBytes };
    },
  });

  const keepAwake = startKeepAwake({
    wanted: async () => (await settings.read()).keepAwake && (await store.countWorking()) > 0,
    log,
  });

  const tools = createTools({
    ...{ files: desktop.reader, commands: desktop.sandboxes.commands, timeZone },
    spill: (key, text) => desktop.workspace.spill(key, text),
  });
  const ownDeps: ActivityDeps = {
    ...{ store, ledger, grants, folders, changeSets, mirror, running, link, now, timeZone, log, crash },
    workspace: desktop.workspace,
    commands: desktop.sandboxes.commands,
    network: desktop.sandboxes.network,
    model: createModel({
      limiter: createLimiter(),
      log,
      baseUrl: () => settings.read().then((s) => s.baseUrl ?? undefined),
      apiKey: async () => {
        // The demo is none of the places that a key is for.
        if ((await settings.read()).demo) return DEMO_KEY;
        const key = await modelKey();
        scrubber.add(key);
        return key;
      },
    }),
    conversation: harness,
    transcripts: createTranscripts(store),
    tools,
    toolSpecs: lazily(() => toolSpecs(tools)),
    threadToolSpecs: lazily(threadToolSpecs),
    explain: createExplainError(desktop.reader),
    defaultModel: async () => (await settings.read()).model,
    dailyMaxUsd: async () => (await settings.read()).dailyMaxUsd,
    async slots() {
      const { runningTasks, runningChildren } = await settings.read();
      return { tasks: runningTasks, children: runningChildren };
    },
    desktopQueue: desktopQueueOf(machineId),
    localReads: true,
  };
  const deps = parts.deps?.(ownDeps) ?? ownDeps;
  const endWatch = watchSleep((gap) => {
    log.info(gap, 'time has passed that nothing here saw');
    deps.model.woke();
    housekeeping.woke();
    tellGap(store, gap, now()).catch((err: unknown) => log.error({ err }, 'gap'));
  });
  let told = false;
  const serving: WorkersOptions = {
    address: runtime.temporalAddress,
    namespace: runtime.namespace,
    bundlePath: await workflowBundlePath(),
    agent: { queue: AGENT_QUEUE, activities: { ...createAgentActivities(deps), ...createDesktopActivities(deps) } },
    desktop: { queue: deps.desktopQueue, activities: createDesktopActivities(deps) },
    machineId,
    epoch: ledger.epoch,
    openWorkflowIds: async () => [
      ...(await store.openTasks()).map((task) => workflowIdOf(task.id)),
      ...(await store.unansweredThreads()).map(threadWorkflowId),
    ],
    onServing() {
      link.serving();
      if (told) return;
      told = true;
      life.ready();
      housekeeping.prune();
    },
    stopping: life.stopping,
    ...{ crash, log },
  };
  await serveTemporal((await parts.serving?.(serving, deps)) ?? serving);
  endWatch();
  keepAwake.stop();
  housekeeping.stop();
  await desktop.sandboxes.close();
  await link.close();
  await store.close();
  await ledger.close();
}

if (import.meta.main) await runWorker();

/** Made when it is first asked for: what no task needs yet does not lengthen the start. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
