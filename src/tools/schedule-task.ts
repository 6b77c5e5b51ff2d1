// schedule_task: a job that shall be done again and again. It always asks, in every mode; nothing is saved before the person agrees.
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { PlainTool } from './tool.ts';

type Input = ToolInput<'schedule_task'>;

const DESCRIPTION = `Proposes a schedule: a job that is done again at set times by a new task of its own. The user decides.
Use it only when the user wants something to repeat or to happen later; do now what can be done now. Times not clear: ask_user.
when: "every weekday at 9", "first monday of the month at 9", "every 2 hours between 8 and 18", "once at 2030-12-01 09:00", or cron.
prompt: the whole job, in words that stand alone. folders: of those open here, with no more access.
Limits: 20,000 characters of prompt, 20 folders; its mode and budget are at most those of this task.
Example: {"when":"every friday at 16:00","prompt":"Move new receipts to a folder by month.","folders":[{"path":"/folders/Downloads","access":"write"}]}
Error: "schedule_task was not called: … when is required"`;

export function scheduleTask(): PlainTool<Input> {
  return {
    name: 'schedule_task',
    effect: 'ask',
    description: DESCRIPTION,
    input: TOOL_INPUTS.schedule_task,
    doing: () => 'Asking you about a schedule',
    run: async (wish) => ({ kind: 'schedule', wish }),
  };
}
