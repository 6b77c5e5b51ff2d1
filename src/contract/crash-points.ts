// Named moments at which the product may be killed: one closed list. A proof rig stops a process at one of them; otherwise nothing happens.

/** In the order in which a task passes them; the part before the dash says whose moment it is. */
export const CRASH_POINTS = [
  // Opening a database: before the first migration that is due, inside the transaction of each, and after its commit.
  'migration-due',
  'migration-made',
  'migration-committed',
  // The worker's start.
  'start-locked',
  'start-recovered',
  'start-shown',
  'start-reaped',
  // The api: what a person asked for is committed, and nobody has been told yet.
  'api-task-created',
  'api-message-stored',
  'api-decision-stored',
  'api-undo-stored',
  // The outbox: an order is about to be sent, and it was sent but still stands in the table.
  'outbox-before-send',
  'outbox-sent',
  // A run of the workflow begins: at the first of a task, after continue-as-new, after a rebuild.
  'run-begins',
  'run-taken',
  'run-ready',
  // One step's model call.
  'model-before-call',
  'model-first-words',
  'model-answered',
  'model-stored',
  'compaction-decided',
  'compaction-made',
  'compaction-stored',
  // One tool call.
  'tool-before-claim',
  'tool-claimed',
  'tool-receipted',
  'tool-stored',
  // A command: its machine is there, its folders are shared, it is written down, it runs, it has ended, everything stands still, what it changed
  // in a folder is listed, its content is here.
  'command-machine',
  'command-shared',
  'command-prepared',
  'command-begun',
  'command-ended',
  'command-settled',
  'command-listed',
  'command-fetched',
  // A task starts others: they are made and nobody has begun them; all have ended and nobody has been told.
  'children-made',
  'children-ended',
  // The question about a change set, and its answer.
  'approval-before-ask',
  'approval-asked',
  'approval-waits',
  'approval-answered',
  // The change-set engine: freezing, deciding, rolling, receipting, in recovery as well.
  'changes-staged',
  'changes-frozen',
  'changes-before-decided',
  'changes-decided',
  'changes-op',
  'changes-linked',
  'changes-before-decided-back',
  'changes-decided-back',
  'changes-back',
  'changes-synced',
  'changes-before-receipt',
  'changes-receipt',
  'changes-cleaned',
  'changes-shown',
  'changes-rejected',
  // Undo and redo, and letting go of what is kept for them.
  'undo-taken',
  'undo-chosen',
  'undo-done',
  'undo-stored',
  'undo-answered',
  'prune-told',
  'prune-before-marked',
  'prune-marked',
  'prune-swept',
  // The end of a task, before anybody was told.
  'task-ended',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Told of each moment as it comes, synchronously. Normally does nothing; may stop the process, and it may never be let go on. */
export type CrashPoints = (point: CrashPoint) => void;

export const NO_CRASH: CrashPoints = () => {};
