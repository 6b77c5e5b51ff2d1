// update_plan: the plan as data, whole each time, so that what is done and what is left is never a matter of memory.
import { textResult } from '../contract/tool-result.ts';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { PlainTool } from './tool.ts';
import { shown } from './words/names.ts';

type Input = ToolInput<'update_plan'>;

const DESCRIPTION = `Keeps the plan of this task: always the whole list, each step with its state. The user sees it at once.
Use it first, before anything is changed, and again whenever a step begins or ends. Steps are concrete and can be checked; the last one is \
"check against the request". For questions use ask_user; the plan asks nothing.
Limits: 1 to 100 steps, 300 characters a title; one step active at a time.
Example: {"steps":[{"title":"List the folder","status":"done"},{"title":"Group by month","status":"active"},{"title":"Check against the request","status":"pending"}]}
Error: "update_plan was not called: … steps[0].status must be one of \\"pending\\", \\"active\\", \\"done\\""`;

export function updatePlan(): PlainTool<Input> {
  return {
    name: 'update_plan',
    effect: 'quick_read',
    description: DESCRIPTION,
    input: TOOL_INPUTS.update_plan,
    doing: () => 'Updating the plan',
    run: async ({ steps }) => {
      const done = steps.filter((step) => step.status === 'done').length;
      const active = steps.filter((step) => step.status === 'active');
      const now = active[0] ? `; now: ${shown(active[0].title)}` : '';
      const hint = active.length > 1 ? ` ${active.length} steps are active: work on one at a time.` : '';
      const summary = `Plan: ${done} of ${steps.length} done`;
      return { kind: 'plan', plan: steps, result: textResult('task', `${summary}${now}.${hint}`, { summary }) };
    },
  };
}
