// What the workflow bundle exports.
export { coworkTask } from './task.ts';
