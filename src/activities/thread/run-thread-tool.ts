// What a thread's tools do. Rows only, in the transaction that stores the answer: so each is done once, with it.
import { z } from 'zod';
import { newId } from '../../contract/ids.ts';
import { DEFAULT_BUDGET } from '../../contract/task.ts';
import { THREAD_TOOL_INPUTS, type ThreadToolInput, type ThreadToolName } from '../../contract/thread-tools.ts';
import type { ToolUse } from '../../model/port.ts';
import type { ThreadRow } from '../../store/thread-port.ts';
import type { ActivityDeps } from '../deps.ts';
import { foundLines } from './found-lines.ts';
import type { ThreadWork } from './request-of-thread.ts';
import { foldersOfThread } from './thread-facts.ts';

const FOUND = 10;
const MOST_TASKS = 20;

interface Used {
  readonly thread: ThreadRow;
  readonly model: string;
  readonly work: ThreadWork;
  readonly use: ToolUse;
  readonly index: number;
  /** How many tasks this answer has started already. */
  readonly tasks: number;
}
type Said = { readonly text: string; readonly isError: boolean };

const ok = (text: string): Said => ({ text, isError: false });
const refused = (text: string): Said => ({ text, isError: true });

export async function runThreadTool(deps: ActivityDeps, used: Used): Promise<Said> {
  const { name, input } = used.use;
  if (!(name in THREAD_TOOL_INPUTS))
    return refused(`There is no tool ${name}; there are ${Object.keys(THREAD_TOOL_INPUTS).join(', ')}.`);
  const tool = name as ThreadToolName;
  const read = THREAD_TOOL_INPUTS[tool].safeParse(input);
  if (!read.success) return refused(`Nothing was done, the input is wrong: ${z.prettifyError(read.error)}`);
  switch (tool) {
    case 'start_task':
      return startTask(deps, used, read.data as ThreadToolInput<'start_task'>);
    case 'tell_task':
      return tellTask(deps, used, read.data as ThreadToolInput<'tell_task'>);
    case 'find_earlier':
      return findEarlier(deps, read.data as ThreadToolInput<'find_earlier'>);
  }
}

async function startTask(
  deps: ActivityDeps,
  { thread, model, work, tasks }: Used,
  input: ThreadToolInput<'start_task'>,
): Promise<Said> {
  if (tasks >= MOST_TASKS) return refused(`No task was started: at most ${MOST_TASKS} in one answer.`);
  const folders = await foldersOfThread(deps.store, thread);
  const unknown = (input.folders ?? []).find((name) => !folders.some((folder) => folder.name === name));
  if (unknown !== undefined) {
    const there = folders.map(({ name }) => name).join(', ') || 'none';
    return refused(`No task was started: there is no folder named ${unknown}; there are: ${there}.`);
  }
  const missing = (input.attachments ?? []).find((name) => !work.attached.has(name));
  if (missing !== undefined) {
    const there = [...work.attached.keys()].join(', ') || 'none';
    return refused(`No task was started: no file named ${missing} stands here; there are: ${there}.`);
  }
  const task = await deps.store.createTask({
    id: newId('t'),
    ...{ title: input.title, prompt: input.prompt, model, mode: thread.mode, threadId: thread.id },
    budget: { ...DEFAULT_BUDGET, ...thread.budget },
    folders: folders
      .filter(({ name }) => input.folders === undefined || input.folders.includes(name))
      .map(({ name: _, ...folder }) => folder),
    attachments: input.attachments ? input.attachments.map((name) => work.attached.get(name)!) : [...work.fresh],
  });
  return ok(`Task ${task.id} was started. The person sees it; how it ends is shown here by itself.`);
}

/** The task to which something is told. */
export const isTelling = ({ name, input }: ToolUse): string | undefined =>
  name === 'tell_task' ? THREAD_TOOL_INPUTS.tell_task.safeParse(input).data?.task : undefined;

async function tellTask(deps: ActivityDeps, { thread, use, index }: Used, input: ThreadToolInput<'tell_task'>): Promise<Said> {
  const task = await deps.store.task(input.task);
  if (task?.threadId !== thread.id) return refused(`There is no task ${input.task} in this conversation.`);
  const clientId = `${thread.id}/${thread.calls}/${index}/${use.id}`;
  // Not the person's own words, and each line says so.
  const text = ['The conversation that this task belongs to passes on:', ...input.message.split('\n').map((line) => `> ${line}`)];
  const said = await deps.store.addInbox(task.id, { text: text.join('\n'), clientId });
  if (said === 'closed') return refused('That task has ended; start another.');
  return ok(
    task.status === 'paused' ? 'It is paused and hears it when the person lets it go on.' : 'It hears it at its next step.',
  );
}

async function findEarlier(deps: ActivityDeps, { query }: ThreadToolInput<'find_earlier'>): Promise<Said> {
  const lines = await foundLines(deps, await deps.store.findTexts(query, { limit: FOUND * 3 }), FOUND);
  return lines.length === 0 ? refused('Nothing was found with any of these words.') : ok(lines.join('\n'));
}
