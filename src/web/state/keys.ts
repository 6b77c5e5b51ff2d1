// The names under which answers are kept: spelled here only, so that what changes something can say what is old now.
export const keys = {
  capabilities: ['capabilities'],
  settings: ['settings'],
  exports: ['exports'],
  tasks: ['tasks'],
  /** Below `tasks`: a change makes them old too. */
  taskPages: (archived: boolean) => ['tasks', 'pages', archived],
  task: (id: string) => ['task', id],
  /** Everything that hangs on a task begins with `task(id)`: one call makes it all old. */
  changes: (id: string) => ['task', id, 'changes'],
  network: (id: string) => ['task', id, 'network'],
  questions: (id: string, since: string) => ['task', id, 'questions', since],
  step: (id: string, step: number, state: string) => ['step', id, step, state],
  /** What a result's file is read as; it stays the same for ever. */
  outputAs: (id: string, kind: string) => ['output', id, kind],
  approvals: ['approvals'],
  approvalPages: ['approvals', 'pages'],
  /** Made old together with the list. */
  approval: (id: string) => ['approvals', id],
  /** What a question is about never changes. */
  operations: (approvalId: string) => ['operations', approvalId],
  browse: (path?: string) => ['browse', path ?? ''],
  schedules: ['schedules'],
  folders: ['folders'],
  /** Everything about threads begins with it. */
  threads: ['threads'],
  health: ['health'],
  /** Below `schedules`: a change makes it old too. */
  schedule: (id: string) => ['schedules', id],
  scheduleRuns: (id: string) => ['schedules', id, 'runs'],
  schedulePreview: (cadence: string, timeZone: string) => ['schedule-preview', cadence, timeZone],
} as const;
