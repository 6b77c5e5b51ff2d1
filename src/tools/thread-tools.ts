// The tools of a thread as the model gets them: start work, speak to it, remember.
import { z } from 'zod';
import { THREAD_TOOL_INPUTS, type ThreadToolName } from '../contract/thread-tools.ts';
import type { ToolSpec } from '../contract/tools.ts';

const DESCRIPTIONS: Record<ThreadToolName, string> = {
  start_task: `Starts a task: an agent of its own works on it alone, for minutes or days, with the person's folders, a sandbox and tools for files, and asks the person before anything that matters. \
Use it for everything that touches files or takes more than an answer. The agent knows nothing of this conversation: put everything into the prompt that it needs, \
with the exact paths of earlier results. You return to the person at once; how it ends is shown here by itself.
Limits: title 200 characters, prompt 30,000. At most 20 in one answer.
Example: {"title":"VAT sheet for May","prompt":"Make a VAT sheet of the receipts in /folders/Receipts/2026-05 … as a CSV in /outputs.","folders":["Receipts"]}
Error: "No task was started: there is no folder named …"`,
  tell_task: `Says something to a task of this conversation that still works: a correction, an addition. It hears it at its next step.
Example: {"task":"t0123456789a","message":"Leave out the invoices of June."}
Error: "That task has ended; start another."`,
  find_earlier: `Looks through earlier tasks, their outcomes and results, and everything that was said here and in other conversations, by words. What fits the newest message best is \
shown to you anyway; use this to look for something else.
Example: {"query":"spreadsheet supplier totals"}
Error: "Nothing was found with any of these words."`,
};

/** Sorted by name, the same bytes each time: the prompt cache starts with them. */
export const threadToolSpecs = (): ToolSpec[] =>
  (Object.keys(DESCRIPTIONS) as ThreadToolName[]).sort().map((name) => {
    const { $schema: _, ...schema } = z.toJSONSchema(THREAD_TOOL_INPUTS[name], { io: 'input' });
    return { name, description: DESCRIPTIONS[name], input_schema: schema };
  });
