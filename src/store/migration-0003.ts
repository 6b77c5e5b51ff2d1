// What sandboxes sent or wanted to send: one row a request or connection, a refusal that repeats itself counted.
import type { SqlTypes } from './migrations.ts';

export const networkTable = ({ text, serial }: SqlTypes): readonly string[] => [
  `create table network (
    id ${serial},
    task_id ${text} not null references tasks(id) on delete cascade,
    step integer not null,
    idx integer not null,
    at ${text} not null,
    method ${text} not null,
    host ${text} not null,
    port integer not null,
    path ${text},
    refused ${text},
    times integer not null,
    bytes_out bigint,
    bytes_in bigint,
    status integer,
    failed ${text},
    ended_at ${text}
  )`,
  'create index network_task on network (task_id, id)',
];
