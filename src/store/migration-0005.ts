// Schedules and their runs. A run hangs on its schedule and is unique by its due time as the wall shows it: nothing can run twice. Tasks carry
// the id of the schedule that made them, without a reference: they outlive it.
import type { SqlTypes } from './migrations.ts';

export const scheduleTables = ({ text }: SqlTypes): readonly string[] => [
  `create table schedules (
    id ${text} primary key, name ${text} not null, cadence ${text} not null, parsed ${text} not null, time_zone ${text} not null,
    prompt ${text} not null, folders ${text}, mode ${text} not null, model ${text}, budget ${text} not null,
    daily_max_usd double precision, tools ${text}, misfire ${text} not null, misfire_most integer not null,
    window_minutes integer not null, overlap ${text} not null, limit_minutes double precision not null, paused integer not null,
    paused_reason ${text}, failures integer not null, allowed ${text} not null, active_from ${text} not null,
    accounted_to ${text} not null, seen_at ${text} not null, created_at ${text} not null, updated_at ${text} not null
  )`,
  `create table schedule_runs (
    schedule_id ${text} not null references schedules (id) on delete cascade, due ${text} not null, due_key ${text} not null,
    state ${text} not null, why ${text}, by_hand integer not null, late integer not null, told integer not null,
    count integer not null, task_id ${text}, usd double precision, recorded_at ${text} not null, started_at ${text},
    ended_at ${text}, primary key (schedule_id, due), unique (schedule_id, due_key)
  )`,
  `create index schedule_runs_open on schedule_runs (schedule_id, due) where state in ('waiting', 'running')`,
  `create index schedule_runs_task on schedule_runs (task_id) where task_id is not null`,
  `create index schedule_runs_missed on schedule_runs (schedule_id, recorded_at) where state = 'missed'`,
  `alter table tasks add column schedule_id ${text}`,
  `alter table tasks add column tools ${text}`,
];
