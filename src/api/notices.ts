// Tells the system of outcomes, questions and missed times while no page is open. Each is told once; what happened while the product was
// stopped is not told, it stands in the list.
import type { TaskSummary } from '../contract/http.ts';
import { isQuiet } from '../contract/quiet-hours.ts';
import type { TaskStatus } from '../contract/task.ts';
import type { TaskStore } from '../store/port.ts';
import type { ApiLog, SettingsPort } from './deps.ts';

const EVERY_MS = 3_000;
/** The newest; an older task that ends after so many others were begun is told of too, for it is among the open ones. */
const LOOKED_AT = 200;

export interface Notice {
  readonly title: string;
  readonly text: string;
  /** Path of the page about it. */
  readonly path: string;
}

export interface NoticesDeps {
  readonly store: Pick<TaskStore, 'listTasks' | 'schedules' | 'missedSince'>;
  readonly settings: Pick<SettingsPort, 'read'>;
  /** A page is open: it tells its person itself. */
  readonly pageOpen: () => boolean;
  readonly tell: (notice: Notice) => Promise<void>;
  readonly now: () => Date;
  readonly log: Pick<ApiLog, 'warn'>;
  readonly everyMs?: number;
}

export interface Notices {
  /** One look; joins one that runs. Never throws. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function watchNotices(deps: NoticesDeps): Notices {
  let known: Known | undefined;
  let running: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const seen = await seeAll(deps);
    const news = known ? newsSince(known, seen) : [];
    // Before they are told: one that cannot be told is not tried again and again.
    known = seen;
    const { notifications, quietHours } = await deps.settings.read();
    if (!notifications || deps.pageOpen() || isQuiet(quietHours, deps.now())) return;
    for (const notice of news) await deps.tell(notice);
  };
  const run = (): Promise<void> =>
    (running ??= look()
      .catch((err: unknown) => deps.log.warn({ err }, 'nobody could be told what is new'))
      .finally(() => (running = undefined)));
  const timer = setInterval(() => void run(), deps.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    run,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

interface Known {
  readonly tasks: ReadonlyMap<string, TaskSummary>;
  readonly schedules: ReadonlyMap<string, { readonly name: string; readonly missed: number }>;
}

async function seeAll({ store }: NoticesDeps): Promise<Known> {
  const open: TaskStatus[] = ['queued', 'running', 'waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'];
  // What a task asks that another has started is asked of the same person.
  const asking: TaskStatus[] = ['waiting_approval', 'waiting_input'];
  const lists = await Promise.all([
    store.listTasks({ limit: LOOKED_AT }),
    store.listTasks({ limit: LOOKED_AT, status: open }),
    store.listTasks({ limit: LOOKED_AT, status: asking, children: true }),
  ]);
  const schedules = await Promise.all(
    (await store.schedules()).map(
      async ({ id, name, seenAt }) => [id, { name, missed: await store.missedSince(id, seenAt) }] as const,
    ),
  );
  return { tasks: new Map(lists.flatMap(({ items }) => items.map((task) => [task.id, task]))), schedules: new Map(schedules) };
}

/** Words for what has become of a task; what is not here is no news. */
const NEWS: Partial<Readonly<Record<TaskStatus, string>>> = {
  completed: 'Done',
  failed: 'Failed',
  waiting_approval: 'Waiting for you',
  waiting_input: 'Waiting for you',
  paused: 'Paused',
};

function newsSince(before: Known, now: Known): Notice[] {
  const tasks = [...now.tasks.values()].flatMap((task) => {
    const word = NEWS[task.status];
    // What a person paused needs no word; what paused itself says what it waits for.
    if (word === undefined || (task.status === 'paused' && !task.waitingFor)) return [];
    if (before.tasks.get(task.id)?.status === task.status) return [];
    return [{ title: task.title, text: task.waitingFor ? `${word}: ${task.waitingFor.text}` : word, path: `/tasks/${task.id}` }];
  });
  const missed = [...now.schedules].flatMap(([id, schedule]) => {
    const more = schedule.missed - (before.schedules.get(id)?.missed ?? 0);
    if (more <= 0) return [];
    return [
      { title: schedule.name, text: more === 1 ? 'A time was missed' : `${more} times were missed`, path: `/schedules/${id}` },
    ];
  });
  return [...tasks, ...missed];
}
