// The folders on this machine: what tasks were given, and the list that outlives them. Everything here is done in turn, so that no
// grant is made from a list that was narrowed while the disk was asked.
import type { Standing } from '../contract/asking.ts';
import type { Access, TaskFolder } from '../contract/task.ts';
import type { GrantedFolder, Grants } from '../files/port.ts';
import type { DesktopRequest } from '../store/port.ts';
import { type FolderListDeps, serveFolderRequest, showFolders } from './folder-requests.ts';
import { settleFolders } from './settle-folders.ts';

export interface DesktopFolders {
  /** Grants what the task was given, takes away what it has lost. Idempotent. Returns the folders as they now are. */
  settle(taskId: string): Promise<readonly TaskFolder[]>;
  /** Gives a task the folder that it asked for, as the user answered. `key` makes a repeat say it once. */
  give(taskId: string, folder: { hostPath: string; access: Access }, key: string): Promise<GrantedFolder>;
  /** Keeps answers that go on holding. @throws CoworkError not_granted when the task does not have the folder any more */
  remember(taskId: string, answers: readonly Standing[]): Promise<void>;
  /** Carries out a request about the list. Idempotent. @throws CoworkError with what the person who asked should hear */
  serve(request: DesktopRequest): Promise<void>;
  /** Takes back what was allowed for each run of a schedule. Idempotent. */
  revokeForSchedule(scheduleId: string): Promise<void>;
  /** Shows the list in the task store: after a start, what an earlier process could not show any more. */
  show(): Promise<void>;
}

export function createDesktopFolders(deps: FolderListDeps & { grants: Grants }): DesktopFolders {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    settle: (taskId) => inTurn(() => settleFolders(deps, taskId)),
    give: (taskId, folder, key) => inTurn(() => giveFolder(deps, { taskId, ...folder, key })),
    remember: (taskId, answers) =>
      inTurn(async () => {
        for (const answer of answers) await deps.grants.allowStanding(taskId, answer);
        if (answers.some((answer) => answer.scope === 'always')) await showFolders(deps);
        for (const answer of answers) if (answer.scope === 'schedule') await showAllowed(deps, answer.scheduleId);
      }),
    serve: (request) => inTurn(() => serveFolderRequest(deps, request)),
    revokeForSchedule: (scheduleId) =>
      inTurn(async () => {
        await deps.grants.forgetSchedule(scheduleId);
        await showAllowed(deps, scheduleId);
      }),
    show: () =>
      inTurn(async () => {
        await showFolders(deps);
        for (const { id } of await deps.store.schedules()) await showAllowed(deps, id);
      }),
  };
}

/** What holds for its runs, as the task store shows it; nothing when the schedule is gone. */
async function showAllowed(
  { store, grants }: Pick<FolderListDeps, 'store'> & { grants: Grants },
  scheduleId: string,
): Promise<void> {
  await store.patchSchedule(scheduleId, { allowed: await grants.allowedFor(scheduleId) });
}

async function giveFolder(
  { store, grants }: Pick<FolderListDeps, 'store'> & { grants: Grants },
  wish: { taskId: string; hostPath: string; access: Access; key: string },
): Promise<GrantedFolder> {
  const granted = await grants.grant(wish.taskId, wish);
  const folder: TaskFolder = { path: granted.hostPath, access: granted.access, name: granted.name, state: 'granted' };
  await store.transaction(async (tx) => {
    const task = await tx.task(wish.taskId);
    if (!task) return;
    const folders = [...task.folders.filter((f) => f.name !== granted.name), folder];
    await tx.patchTask(wish.taskId, { folders });
    await tx.append(wish.taskId, { type: 'folders_changed', folders }, wish.key);
  });
  return granted;
}
