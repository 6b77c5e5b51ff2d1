// spawn_tasks: parts of a job that do not depend on each other, done at the same time by tasks of their own.
import { TOOL_INPUTS, type ToolInput } from '../contract/tools.ts';
import type { PlainTool } from './tool.ts';

type Input = ToolInput<'spawn_tasks'>;

const DESCRIPTION = `Starts tasks that work at the same time, each by an agent of its own, and waits until all have ended or the person writes to you.
Use it for parts of a job that do not need each other's results, such as one folder, customer or month each; not for what a few calls or one bash script do. \
Each task knows nothing but its prompt: put everything into it that it needs, with paths, and say what it shall report. It sees the same /folders (or \
only those that you name) and has its own /scratch and /outputs; its outputs are brought to you at the paths that the result names. The person's \
rules hold for its changes as for yours. Give each task files of its own: of two that change the same file the second is refused. All together share your budget.
Limits: 200 tasks for each task, 3 levels deep, 20 of one task at work at once. Titles 200 characters, prompts 50,000.
Example: {"tasks":[{"title":"January","prompt":"Sort the receipts in /folders/Receipts/2026-01 by supplier … Report the total per supplier."}]}
Error: "No task was started: there is no folder named …"`;

export function spawnTasks(): PlainTool<Input> {
  return {
    name: 'spawn_tasks',
    effect: 'ask',
    description: DESCRIPTION,
    input: TOOL_INPUTS.spawn_tasks,
    doing: ({ tasks }) => (tasks.length === 1 ? `Starting “${tasks[0]!.title}”` : `Starting ${tasks.length} tasks`),
    run: async ({ tasks }) => ({ kind: 'spawn', tasks }),
  };
}
