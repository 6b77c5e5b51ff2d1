// The task store over Kysely, for node:sqlite and PostgreSQL with the same code: one part per noun, bound to one session.
import { approvalMethods } from './approvals.ts';
import { changeMethods } from './changes.ts';
import { eventMethods } from './events.ts';
import { folderMethods } from './folders.ts';
import { idempotencyMethods } from './idempotency.ts';
import { inboxMethods } from './inbox.ts';
import { networkMethods } from './network.ts';
import { outboxMethods } from './outbox.ts';
import { outputMethods } from './outputs.ts';
import type { TaskStore } from './port.ts';
import { presenceMethods } from './presence.ts';
import { childrenMethods } from './children.ts';
import { queueMethods } from './queue.ts';
import { questionMethods } from './questions.ts';
import { requestMethods } from './requests.ts';
import { scheduleRunMethods } from './schedule-runs.ts';
import { scheduleMethods } from './schedules.ts';
import { searchIndexMethods } from './search-index.ts';
import { searchMethods } from './search.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import { settingMethods } from './settings.ts';
import { stopMethods } from './stop-tasks.ts';
import { taskDeletionMethods } from './task-deletion.ts';
import { taskStatusMethods } from './task-status.ts';
import { taskMethods } from './tasks.ts';
import { threadMethods } from './threads.ts';
import { threadTurnMethods } from './thread-turns.ts';
import { toolResultMethods } from './tool-results.ts';
import { transcriptMethods } from './transcript.ts';
import { uploadMethods } from './uploads.ts';
import { usageMethods } from './usage.ts';

export type TaskStoreOptions = SessionOptions;

/**
 * A store over a migrated database. `close` closes the database too. Hints fire after each commit, once per task and transaction with
 * the task's last number; a hint that is lost loses nothing but time.
 */
export function createTaskStore(options: TaskStoreOptions): TaskStore {
  return bind(openSession(options), () => options.kysely.destroy());
}

const bind = (session: Session, close: () => Promise<void>): TaskStore => ({
  transaction: (work) => session.write((tx) => work(bind(tx, close))),
  close,
  ...taskMethods(session),
  ...taskStatusMethods(session),
  ...stopMethods(session),
  ...searchMethods(session),
  ...taskDeletionMethods(session),
  ...eventMethods(session),
  ...inboxMethods(session),
  ...outboxMethods(session),
  ...transcriptMethods(session),
  ...usageMethods(session),
  ...toolResultMethods(session),
  ...approvalMethods(session),
  ...questionMethods(session),
  ...changeMethods(session),
  ...outputMethods(session),
  ...requestMethods(session),
  ...folderMethods(session),
  ...networkMethods(session),
  ...presenceMethods(session),
  ...queueMethods(session),
  ...childrenMethods(session),
  ...settingMethods(session),
  ...idempotencyMethods(session),
  ...uploadMethods(session),
  ...scheduleMethods(session),
  ...scheduleRunMethods(session),
  ...searchIndexMethods(session),
  ...threadMethods(session),
  ...threadTurnMethods(session),
});
