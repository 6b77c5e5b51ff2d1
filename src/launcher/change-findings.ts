// What `cowork doctor` says of changes: those that were neither finished nor taken back, how each is mended, and how much is kept for undo.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isCoworkError } from '../contract/errors.ts';
import { bytesKept, type StuckChange, stuckChanges } from '../files/kept.ts';
import type { Paths } from '../paths.ts';
import type { Finding } from './doctor.ts';

const NAMED = 3;

/** One finding for each that is stuck; `ok` when there is none. */
export function changeFindings(paths: Paths): Finding[] {
  if (!existsSync(paths.desktopDb)) return [];
  try {
    const stuck = stuckChanges(paths.desktopDb).flatMap((change) => findingOf(change, hasTask(paths, change.taskId)));
    const whole: Finding = { name: 'changes', state: 'ok', text: 'each is whole: done, or not begun' };
    return [...(stuck.length > 0 ? stuck : [whole]), keptFinding(bytesKept(paths.desktopDb))];
  } catch (error) {
    const text = `cannot be looked at: ${isCoworkError(error) ? error.detail : String(error)}`;
    return [{ name: 'changes', state: 'wrong', text, mend: 'cowork logs worker' }];
  }
}

const keptFinding = (bytes: number): Finding => ({
  name: 'undo',
  state: 'ok',
  text: `${(bytes / 1e9).toFixed(1)} GB kept so that changes can be undone`,
  bytes,
});

function findingOf({ id, taskId, inTheWay, rooms }: StuckChange, hasTask: boolean): Finding[] {
  const keeps = rooms.length > 0 ? `; what it keeps is in ${rooms.join(', ')}` : '';
  if (!hasTask) {
    // Nobody can undo it any more; when the user has emptied the folder there is nothing left to say.
    if (rooms.length === 0) return [];
    const text = `change ${id} of a deleted task was neither finished nor taken back${keeps}`;
    return [{ name: 'changes', state: 'note', text, mend: `move out what you want, then delete ${rooms.join(', ')}` }];
  }
  const why =
    inTheWay === undefined
      ? `its journal is damaged${keeps}`
      : inTheWay
          .slice(0, NAMED)
          .map(({ path, reason }) => `${path}: ${reason}`)
          .join('; ');
  const text = `change ${id} of task ${taskId} is neither finished nor taken back: ${why}`;
  return [{ name: 'changes', state: 'wrong', text, mend: `cowork undo ${taskId} --set ${id}`, path: `/tasks/${taskId}/changes` }];
}

function hasTask(paths: Paths, taskId: string): boolean {
  if (!existsSync(paths.tasksDb)) return false;
  const database = new DatabaseSync(paths.tasksDb, { readOnly: true, timeout: 1_000 });
  try {
    return database.prepare('select 1 from tasks where id = ?').get(taskId) !== undefined;
  } finally {
    database.close();
  }
}
