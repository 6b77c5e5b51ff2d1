// Tasks that a task has started, and the queue: who works, who waits for a turn, in which order.
import type { SqlTypes } from './migrations.ts';

export const childrenAndQueue = ({ text }: SqlTypes): readonly string[] => [
  `alter table tasks add column parent_id ${text}`,
  `alter table tasks add column root_id ${text}`,
  `alter table tasks add column depth integer not null default 0`,
  // Which call made it, and which of the call’s tasks it is: the same call made again finds it.
  `alter table tasks add column call_step integer`,
  `alter table tasks add column call_index integer`,
  `alter table tasks add column call_place integer`,
  // The parent's model has been told how it ended.
  `alter table tasks add column told integer not null default 0`,
  `alter table tasks add column children integer not null default 0`,
  `create unique index tasks_child on tasks (parent_id, call_step, call_index, call_place) where parent_id is not null`,
  `create index tasks_root on tasks (root_id) where root_id is not null`,
  // Dollars that the call may cost at most, counted while it runs.
  `alter table attempts add column reserved_usd double precision`,

  // Only rows of open tasks. A pool shares a number of turns: '' is everybody's, another is what that task has started.
  `create table queue (
    task_id ${text} primary key references tasks (id) on delete cascade,
    pool ${text} not null, rank double precision not null, state ${text} not null
  )`,
  `create index queue_order on queue (pool, state, rank, task_id)`,
];
