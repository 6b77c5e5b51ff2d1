// What ended lately is found without looking at every task: it is asked for every few seconds.
export const finishedIndex = (): readonly string[] => [
  `create index tasks_finished on tasks (finished_at, id) where finished_at is not null`,
];
