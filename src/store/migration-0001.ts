// The first tables. Every row of a task hangs on its task row, so that deleting the task takes all of them; an index serves each list and key.
import type { SqlTypes } from './migrations.ts';

export const firstTables = ({ text, serial }: SqlTypes): readonly string[] => [
  `create table tasks (
    id ${text} primary key, thread_id ${text}, title ${text} not null, status ${text} not null, waiting_for ${text},
    mode ${text} not null, model ${text} not null, priority integer not null, archived integer not null,
    wanted ${text} not null, hold ${text}, run_id ${text}, last_step integer not null, sealed_step integer not null,
    last_inbox integer not null, inbox_upto integer not null, last_seq integer not null, active_ms double precision not null,
    created_at ${text} not null, updated_at ${text} not null, finished_at ${text}, folders ${text} not null,
    attachments ${text} not null, plan ${text} not null, budget ${text} not null, turn ${text} not null,
    final_check ${text}, error ${text}, outcome ${text}, prompt ${text} not null
  )`,
  `create index tasks_newest on tasks (created_at, id)`,
  `create index tasks_archived on tasks (archived, created_at, id)`,
  `create index tasks_status on tasks (status, created_at, id)`,
  `create index tasks_open on tasks (created_at, id) where finished_at is null`,

  `create table events (
    task_id ${text} not null references tasks (id) on delete cascade, seq integer not null,
    key ${text}, at ${text} not null, body ${text} not null, primary key (task_id, seq)
  )`,
  `create unique index events_key on events (task_id, key) where key is not null`,

  `create table inbox (
    task_id ${text} not null references tasks (id) on delete cascade, seq integer not null,
    client_id ${text}, created_at ${text} not null, text ${text} not null, primary key (task_id, seq)
  )`,
  `create unique index inbox_client on inbox (task_id, client_id) where client_id is not null`,

  // No reference to the task: an order to the engine outlives what it is about.
  `create table outbox (id ${serial}, kind ${text} not null, task_id ${text} not null)`,
  `create index outbox_task on outbox (task_id, kind)`,

  `create table messages (
    task_id ${text} not null references tasks (id) on delete cascade, step integer not null, role ${text} not null,
    stop_reason ${text}, attempt integer not null, created_at ${text} not null, content ${text} not null,
    primary key (task_id, step, role)
  )`,
  `create table compactions (
    task_id ${text} primary key references tasks (id) on delete cascade,
    upto_step integer not null, cleared_step integer not null, summary ${text} not null
  )`,

  `create table attempts (
    task_id ${text} not null references tasks (id) on delete cascade, step integer not null, attempt integer not null,
    outcome ${text}, input_tokens integer not null, output_tokens integer not null, cache_read_tokens integer not null,
    cache_write_tokens integer not null, usd double precision, ended_at ${text}, primary key (task_id, step, attempt)
  )`,
  `create index attempts_open on attempts (task_id) where outcome is null`,
  `create table usage_totals (
    task_id ${text} primary key references tasks (id) on delete cascade, steps integer not null, cut integer not null,
    unpriced integer not null, input_tokens bigint not null, output_tokens bigint not null, cache_read_tokens bigint not null,
    cache_write_tokens bigint not null, usd double precision not null
  )`,
  `create index attempts_spent on attempts (ended_at, usd)`,
  `create table former_spending (at ${text} not null, usd double precision not null)`,
  `create index former_spending_at on former_spending (at, usd)`,

  `create table tool_results (
    task_id ${text} not null references tasks (id) on delete cascade, step integer not null, idx integer not null,
    result ${text} not null, primary key (task_id, step, idx)
  )`,

  `create table approvals (
    id ${text} primary key, task_id ${text} not null references tasks (id) on delete cascade, key ${text} not null unique,
    step integer not null, tool ${text} not null, status ${text} not null, arguments_hash ${text} not null,
    decided_by ${text}, decider_key ${text}, scope ${text}, note ${text}, picked_path ${text},
    created_at ${text} not null, decided_at ${text}, scopes ${text} not null, operations ${text},
    change_set_ids ${text} not null, arguments ${text} not null, preview ${text} not null
  )`,
  `create index approvals_task on approvals (task_id, created_at, id)`,
  `create index approvals_status on approvals (status, created_at, id)`,
  `create index approvals_newest on approvals (created_at, id)`,

  `create table questions (
    id ${text} primary key, task_id ${text} not null references tasks (id) on delete cascade, key ${text} not null unique,
    status ${text} not null, multiple integer not null, created_at ${text} not null, answered_at ${text},
    options ${text} not null, choices ${text}, text ${text}, question ${text} not null
  )`,
  `create index questions_task on questions (task_id, created_at, id)`,

  `create table change_sets (
    id ${text} primary key, task_id ${text} not null references tasks (id) on delete cascade, position integer not null,
    step integer not null, tool ${text} not null, state ${text} not null, undo_of ${text}, undoable integer not null,
    created_at ${text} not null, applied_at ${text}, counts ${text} not null, reason ${text}, summary ${text} not null,
    irreversible ${text} not null, unique (task_id, position)
  )`,
  `create table operations (
    change_set_id ${text} not null references change_sets (id) on delete cascade, position integer not null,
    body ${text} not null, primary key (change_set_id, position)
  )`,

  `create table outputs (
    id ${text} primary key, task_id ${text} not null references tasks (id) on delete cascade, name ${text} not null,
    path ${text} not null, delivered_to ${text}, type ${text} not null, bytes bigint not null, version integer not null,
    created_at ${text} not null
  )`,
  `create index outputs_task on outputs (task_id, created_at, id)`,

  // No reference to the task: the desktop removes what it keeps of a task after the task's rows are gone.
  `create table requests (
    n ${serial}, id ${text} not null unique, task_id ${text} not null, kind ${text} not null, state ${text} not null,
    created_at ${text} not null, body ${text} not null, result ${text}, error ${text}
  )`,
  `create index requests_pending on requests (n) where state = 'pending'`,
  `create index requests_task on requests (task_id)`,

  `create table presence (machine_id ${text} primary key, at ${text} not null)`,
  `create table settings (name ${text} primary key, value ${text} not null)`,
  `create table idempotency (
    key ${text} primary key, body_hash ${text} not null, created_at ${text} not null, status integer, body ${text}
  )`,
  `create index idempotency_age on idempotency (created_at)`,
  `create table uploads (id ${text} primary key, name ${text} not null, bytes bigint not null, type ${text} not null)`,
];
