// Ids and names that more than one process spells.

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new random id: a one-letter kind and 11 characters of Crockford base 32 (55 random bits). */
export function newId(kind: 't' | 'a' | 'q' | 'c' | 'o' | 'u' | 'g' | 'm' | 'r' | 's' | 'h' | 'x'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(11));
  return kind + Array.from(bytes, (b) => ALPHABET[b & 31]).join('');
}

/** The workflow id of a task: one task, one workflow, whatever happens. */
export const workflowIdOf = (taskId: string): string => `task-${taskId}`;

/** The workflow id of a thread; there is one only while something is to be answered. */
export const threadWorkflowId = (threadId: string): string => `thread-${threadId}`;

/** The id of a schedule in the engine. */
export const engineScheduleId = (scheduleId: string): string => `schedule-${scheduleId}`;

/** The workflow id of a schedule's run, as Temporal makes it of a schedule's workflow id and the time: to the second, in UTC. */
export const runWorkflowId = (scheduleId: string, due: string): string =>
  `${engineScheduleId(scheduleId)}-${due.replace(/\.\d+Z$/, 'Z')}`;

/** The content-free signal that makes a workflow read the store again. */
export const NUDGE = 'nudge';

/** Task queue of workflows, model calls and web access. */
export const AGENT_QUEUE = 'agent';

/** Task queue of the machine that has the folders and the sandbox. */
export const desktopQueueOf = (machineId: string): string => `desktop-${machineId}`;

/** What identifies one tool call, for ever: claims, receipts and results are keyed by it. */
export interface CallKey {
  readonly taskId: string;
  readonly step: number;
  readonly index: number;
}

/** `CallKey` as text, for maps and rows. */
export const callKeyText = (key: CallKey): string => `${key.taskId}/${key.step}/${key.index}`;
