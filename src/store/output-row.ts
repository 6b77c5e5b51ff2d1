// A row of `outputs` as the port shows it.
import type { Output } from '../contract/task.ts';
import { present } from './columns.ts';
import type { Row } from './schema.ts';

export const outputOf = (row: Row<'outputs'>): Output =>
  present({
    id: row.id,
    taskId: row.task_id,
    name: row.name,
    path: row.path,
    deliveredTo: row.delivered_to ?? undefined,
    type: row.type,
    bytes: Number(row.bytes),
    version: row.version,
    createdAt: row.created_at,
  });
