// Looks for news and sees to it that each is told once: by a page that is open, else by this computer. The only place that knows what was told.
import type { News } from '../contract/http.ts';
import { isQuiet } from '../contract/quiet-hours.ts';
import type { TaskStatus } from '../contract/task.ts';
import type { TaskStore } from '../store/port.ts';
import type { ApiLog, SettingsPort } from './deps.ts';
import { Known, learn, lookSince, type Now, tell } from './news.ts';
import type { OpenPages, Page } from './open-pages.ts';

const EVERY_MS = 3_000;
/** Of what is open. */
const LOOKED_AT = 200;
/** A schedule may run each minute, and a night of quiet hours waits to be told. */
const ENDED = 2_000;
/** Where it is kept what was told. */
const KEPT = 'news';

export interface NoticesDeps {
  readonly store: Pick<
    TaskStore,
    | 'listTasks'
    | 'finishedSince'
    | 'task'
    | 'listApprovals'
    | 'questions'
    | 'schedules'
    | 'missedSince'
    | 'setting'
    | 'putSetting'
  >;
  readonly settings: Pick<SettingsPort, 'read'>;
  readonly pages: OpenPages;
  /** By this computer. Nobody waits for it: a page is answered, and the product ends, also while the system hangs. */
  readonly tell: (news: News) => void;
  readonly now: () => Date;
  readonly log: Pick<ApiLog, 'warn'>;
  readonly everyMs?: number;
}

export interface Notices {
  /** One look; joins one that runs. Never throws. */
  run(): Promise<void>;
  /** A page is there or goes: what it is to tell now, which counts as told. A page in sight is told nothing, it shows everything. */
  page(page: Page): Promise<readonly News[]>;
  close(): Promise<void>;
}

export function watchNotices(deps: NoticesDeps): Notices {
  const { store, pages, log, now } = deps;
  let known: Known | undefined;
  let running: Promise<void> | undefined;
  let saving = Promise.resolve();

  /** Before anything is told: one that cannot be told is not tried again and again. */
  const save = (): Promise<void> =>
    (saving = saving
      .then(() => store.putSetting(KEPT, known))
      .catch((err: unknown) => log.warn({ err }, 'what was told could not be written down')));
  const keep = async (next: Known): Promise<void> => {
    const before = known;
    known = next;
    if (JSON.stringify([before?.keys, before?.untold]) !== JSON.stringify([next.keys, next.untold])) await save();
  };
  const take = async (quiet: boolean): Promise<readonly News[]> => {
    if (!known) return [];
    const told = tell(known, quiet);
    await keep(told.known);
    return told.news;
  };
  const look = async (): Promise<void> => {
    const before = known ?? Known.safeParse(await store.setting(KEPT)).data;
    const seen = await see(deps, before);
    // A page may have taken some meanwhile.
    await keep(learn(known ?? before, seen));
    const { notifications, quietHours } = await deps.settings.read();
    if (!notifications) return known && keep({ ...known, untold: [] });
    const quiet = isQuiet(quietHours, now());
    if (pages.any() && !quiet) return;
    for (const news of await take(quiet)) deps.tell(news);
  };
  const run = (): Promise<void> =>
    (running ??= look()
      .catch((err: unknown) => log.warn({ err }, 'nobody could be told what is new'))
      .finally(() => (running = undefined)));
  const timer = setInterval(() => void run(), deps.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    run,
    async page(page) {
      pages.note(page);
      if (!page.open) return [];
      // What it shows, or is to tell, is what there is now.
      await run();
      const { notifications, quietHours } = await deps.settings.read();
      if (page.tells) return notifications && !pages.inSight() ? take(isQuiet(quietHours, now())) : [];
      if (known) await keep({ ...known, untold: [] });
      return [];
    },
    async close() {
      clearInterval(timer);
      await running;
      await saving;
    },
  };
}

const OPEN: TaskStatus[] = ['queued', 'running', 'waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'];
/** What a task asks that another has started is asked of the same person. */
const ASKING: TaskStatus[] = ['waiting_approval', 'waiting_input', 'paused'];

async function see({ store, now }: NoticesDeps, before: Known | undefined): Promise<Now> {
  const at = now();
  const lists = await Promise.all([
    store.listTasks({ limit: LOOKED_AT, status: OPEN }).then(({ items }) => items),
    store.listTasks({ limit: LOOKED_AT, status: ASKING, children: true }).then(({ items }) => items),
    // Whenever they began.
    store.finishedSince(lookSince(before, at), ENDED),
  ]);
  const tasks = [...new Map(lists.flat().map((task) => [task.id, task])).values()];
  const title = (taskId: string): string => tasks.find(({ id }) => id === taskId)?.title ?? '';
  const approvals = (await store.listApprovals({ status: 'pending', limit: LOOKED_AT })).items;
  const questions = await Promise.all(
    tasks.filter(({ status }) => status === 'waiting_input').map(({ id }) => store.questions(id)),
  );
  return {
    at,
    tasks: await Promise.all(
      tasks.map(async (task) => ({
        ...task,
        pausedByPerson: task.status === 'paused' && (await store.task(task.id))?.wanted === 'pause',
      })),
    ),
    asked: [
      ...approvals.map(({ id, taskId, preview }) => ({ id, taskId, title: title(taskId), text: preview.summary })),
      ...questions
        .flat()
        .filter(({ status }) => status === 'pending')
        .map(({ id, taskId, question }) => ({ id, taskId, title: title(taskId), text: question })),
    ],
    schedules: await Promise.all(
      (await store.schedules()).map(async ({ id, name, seenAt }) => ({
        ...{ id, name, seenAt },
        missed: await store.missedSince(id, seenAt),
      })),
    ),
  };
}
