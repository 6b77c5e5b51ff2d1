// What the workflow bundle exports.
export { scheduledRun } from './scheduled-run.ts';
export { coworkTask } from './task.ts';
export { thread } from './thread.ts';
