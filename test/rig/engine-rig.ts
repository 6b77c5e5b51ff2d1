// The engine without launcher and api: a real Temporal server, the real worker parts, stores on disk, the scripted model over HTTP.
import { sandboxRules } from '../../src/sandbox-rules.ts';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAgentActivities, createDesktopActivities } from '../../src/activities/create-activities.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { createRunning } from '../../src/activities/running.ts';
import { createTranscripts } from '../../src/activities/transcripts.ts';
import { createOutbox } from '../../src/api/outbox.ts';
import { createTemporalEngine } from '../../src/api/temporal-engine.ts';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import type { CreateTask } from '../../src/contract/http.ts';
import { AGENT_QUEUE, desktopQueueOf, newId, workflowIdOf } from '../../src/contract/ids.ts';
import { DEFAULT_SLOTS } from '../../src/contract/queue.ts';
import { isFinished, type Budget, type TaskFolder, type TaskStatus } from '../../src/contract/task.ts';
import { startModelServer, type ModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ParsedRequest, Script } from '../../src/demo/model-server/port.ts';
import { createDesktopFolders } from '../../src/desktop/folders.ts';
import { createMirror } from '../../src/desktop/mirror.ts';
import { createRequests } from '../../src/desktop/requests.ts';
import { serveTemporal } from '../../src/desktop/temporal-workers.ts';
import { openDesktop } from '../../src/desktop-files.ts';
import type { Faults } from '../../src/files/changes/faults.ts';
import { workflowBundlePath } from '../../src/launcher/workflow-bundle.ts';
import { harness } from '../../src/model/harness.ts';
import { createLimiter, type Limiter } from '../../src/model/limiter.ts';
import { createModel } from '../../src/model/model.ts';
import { makeFolders, type Paths, pathsOf } from '../../src/paths.ts';
import type { OpenLedger } from '../../src/ledger/open-ledger.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { DesktopRequest, TaskRow, TaskStore } from '../../src/store/port.ts';
import { taskView } from '../../src/store/task-view.ts';
import { createExplainError } from '../../src/tools/explain-error.ts';
import { createTools } from '../../src/tools/create-tools.ts';
import { threadToolSpecs } from '../../src/tools/thread-tools.ts';
import { toolSpecs } from '../../src/tools/tool.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface EngineRig {
  /** Of its home. */
  readonly paths: Paths;
  readonly store: TaskStore;
  readonly model: ModelServer;
  readonly deps: ActivityDeps;
  readonly ledger: OpenLedger;
  /** A fresh folder of this rig, to grant. */
  folder(name: string): string;
  create(
    task: {
      script: string;
      prompt?: string;
      budget?: Budget;
      folders?: Pick<TaskFolder, 'path' | 'access' | 'standing'>[];
    } & Partial<Pick<CreateTask, 'mode' | 'attachments' | 'priority' | 'threadId'>>,
  ): Promise<TaskRow>;
  /** Waits until the task has one of these states; throws with what it is after 20 s. */
  until(taskId: string, ...wanted: TaskStatus[]): Promise<TaskRow>;
  view(taskId: string): ReturnType<typeof taskView>;
  nudge(taskId: string): Promise<void>;
  /** Undo or redo, as the api asks the desktop for it. */
  undo(taskId: string, body?: { changeSetId?: string; force?: boolean }, kind?: 'undo' | 'redo'): Promise<DesktopRequest>;
  /** Any other wish, as the api writes it down; resolves when the desktop has carried it out. */
  request(wish: Parameters<TaskStore['enqueueRequest']>[0]): Promise<DesktopRequest>;
  close(): Promise<void>;
}

/** `address` is a running Temporal server's. Everything else is made here and removed by `close`. */
export async function startEngineRig(of: {
  address: string;
  scripts: Readonly<Record<string, Script>>;
  /** Chooses the script of a request; undefined: by its marker. */
  route?: (request: Omit<ParsedRequest, 'script'>) => string | undefined;
  localReads?: boolean;
  stallMs?: number;
  /** How long `until` waits; 100 s. */
  patienceMs?: number;
  /** Commands may download from the registries of this process's npm and pip. */
  packageRegistries?: boolean;
  faults?: Faults;
  apiKey?: () => string | undefined;
  limiter?: Limiter;
  /** The worker's clock; the machine's. */
  now?: () => Date;
}): Promise<EngineRig> {
  const base = mkdtempSync(join(tmpdir(), 'cowork-rig-'));
  const paths = pathsOf(join(base, 'home'));
  makeFolders(paths);
  const model = await startModelServer({ scripts: of.scripts, ...(of.route ? { route: of.route } : {}) });
  let wake = (): void => undefined;
  const store = await openTaskStore(paths.tasksDb, { onOutbox: () => wake() });
  const engine = createTemporalEngine({ address: of.address, namespace: 'default' });
  const outbox = createOutbox({ store, engine, now: of.now ?? (() => new Date()), crash: NO_CRASH, log: quiet });
  wake = () => outbox.wake();
  const desktop = await openDesktop({
    network: sandboxRules({
      store,
      settings: {
        read: async () => ({
          packageRegistries: of.packageRegistries ?? false,
          commandsWithoutMachine: false,
          baseUrl: model.url,
        }),
      },
    }),
    paths,
    deliverRoot: async () => join(base, 'delivered'),
    ...(of.faults === undefined ? {} : { faults: of.faults }),
  });
  await desktop.changeSets.recover();
  const machineId = await desktop.ledger.machineId();
  const now = of.now ?? (() => new Date());
  const tools = createTools({
    ...{ files: desktop.reader, commands: desktop.sandboxes.commands, timeZone: 'UTC' },
    spill: (key, text) => desktop.workspace.spill(key, text),
  });
  const running = createRunning();
  const folders = createDesktopFolders({
    ...{ store, grants: desktop.grants, list: desktop.folderList },
    abort: (taskId) => running.abort(taskId, 'pause'),
  });
  const deps: ActivityDeps = {
    store,
    ledger: desktop.ledger,
    grants: desktop.grants,
    folders,
    changeSets: desktop.changeSets,
    workspace: desktop.workspace,
    commands: desktop.sandboxes.commands,
    network: desktop.sandboxes.network,
    mirror: createMirror({ store, changeSets: desktop.changeSets, now }),
    model: createModel({
      limiter: of.limiter ?? createLimiter(),
      baseUrl: model.url,
      apiKey: of.apiKey ?? (() => 'sk-test-key-of-the-rig'),
      ...(of.stallMs === undefined ? {} : { stallMs: of.stallMs }),
    }),
    conversation: harness,
    transcripts: createTranscripts(store),
    tools,
    threadToolSpecs,
    toolSpecs: () => toolSpecs(tools),
    explain: createExplainError(desktop.reader),
    link: { ephemeral: () => undefined },
    running,
    dailyMaxUsd: async () => 1_000,
    slots: async () => DEFAULT_SLOTS,
    defaultModel: async () => 'claude-sonnet-5-5',
    desktopQueue: desktopQueueOf(machineId),
    localReads: of.localReads ?? true,
    now,
    timeZone: 'UTC',
    log: quiet,
    crash: NO_CRASH,
  };
  const { ledger, grants, changeSets } = desktop;
  const requests = createRequests({
    store,
    ledger,
    grants,
    folders,
    changeSets,
    mirror: deps.mirror,
    crash: NO_CRASH,
    log: quiet,
  });
  const stop = new AbortController();
  let serving!: () => void;
  const ready = new Promise<void>((resolve) => (serving = resolve));
  const served = serveTemporal({
    address: of.address,
    namespace: 'default',
    bundlePath: await workflowBundlePath(),
    agent: { queue: AGENT_QUEUE, activities: { ...createAgentActivities(deps), ...createDesktopActivities(deps) } },
    desktop: { queue: deps.desktopQueue, activities: createDesktopActivities(deps) },
    machineId,
    epoch: desktop.ledger.epoch,
    openWorkflowIds: async () => (await store.openTasks()).map((task) => workflowIdOf(task.id)),
    onServing: () => serving(),
    stopping: stop.signal,
    crash: NO_CRASH,
    log: quiet,
  });
  await ready;

  const until = async (taskId: string, ...wanted: TaskStatus[]): Promise<TaskRow> => {
    const deadline = Date.now() + (of.patienceMs ?? 100_000);
    for (;;) {
      const task = (await store.task(taskId))!;
      if (wanted.includes(task.status)) return task;
      if (Date.now() > deadline || isFinished(task.status))
        throw new Error(`task is ${task.status} (${JSON.stringify(task.waitingFor)}), not ${wanted.join(' or ')}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  const request: EngineRig['request'] = async (wish) => {
    const id = await store.enqueueRequest(wish);
    await requests.drain();
    return (await store.request(id))!;
  };
  return {
    paths,
    store,
    model,
    deps,
    ledger,
    folder(name) {
      const path = join(base, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    async create({ script, prompt, ...task }) {
      const row = await store.createTask({
        id: newId('t'),
        title: script,
        prompt: `${prompt ?? 'Do it.'} [[script:${script}]]`,
        folders: [],
        mode: 'ask',
        attachments: [],
        model: 'claude-sonnet-5-5',
        budget: { maxUsd: 100, maxSteps: 5_000, maxMinutes: 600 },
        ...task,
      });
      return row;
    },
    until,
    view: (taskId) => taskView(store, taskId),
    nudge: (taskId) => store.enqueue('nudge', taskId),
    undo: (taskId, body = {}, kind = 'undo') => request({ taskId, kind, body }),
    request,
    async close() {
      stop.abort();
      await served;
      await outbox.close();
      await engine.close();
      await store.close();
      await desktop.ledger.close();
      await model.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
