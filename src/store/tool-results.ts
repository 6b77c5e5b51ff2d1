// What tool calls answered, by (task, step, index): stored once, shown once.
import { type ToolResult } from '../contract/tool-result.ts';
import type { CallKey } from '../contract/ids.ts';
import { json, parsed } from './columns.ts';
import { appendEvent } from './events.ts';
import type { TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { holdTask } from './task-lock.ts';

interface Finished {
  readonly tool: string;
  readonly result: ToolResult;
  readonly durationMs: number;
}

export const toolResultMethods = (session: Session): Pick<TaskStore, 'toolResult' | 'putToolResult' | 'toolResults'> => ({
  toolResult: (key) => find(session, key),
  putToolResult: (key, tool, result, durationMs) => session.write((tx) => putToolResult(tx, key, { tool, result, durationMs })),

  async toolResults(taskId, step) {
    const rows = await session.db
      .selectFrom('tool_results')
      .select(['idx', 'result'])
      .where('task_id', '=', taskId)
      .where('step', '=', step)
      .orderBy('idx')
      .execute();
    return new Map(rows.map((row) => [row.idx, parsed<ToolResult>(row.result)]));
  },
});

async function putToolResult(tx: WriteSession, key: CallKey, { tool, result, durationMs }: Finished): Promise<ToolResult> {
  const { taskId, step, index } = key;
  await holdTask(tx, taskId);
  const stored = await find(tx, key);
  if (stored) return stored;
  await tx.db
    .insertInto('tool_results')
    .values({ task_id: taskId, step, idx: index, result: json(result) })
    .execute();
  const told = { type: 'tool_finished' as const, step, index, tool, ok: !result.isError, text: result.summary, durationMs };
  await appendEvent(tx, taskId, told, `${step}/${index}/tool_finished`);
  return result;
}

async function find(session: Session, key: CallKey): Promise<ToolResult | undefined> {
  const row = await session.db
    .selectFrom('tool_results')
    .select('result')
    .where('task_id', '=', key.taskId)
    .where('step', '=', key.step)
    .where('idx', '=', key.index)
    .executeTakeFirst();
  return row && parsed<ToolResult>(row.result);
}
