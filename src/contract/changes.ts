// Change sets and approvals as people and programs see them.
import { z } from 'zod';

/** What one operation does to the user's tree. `create` and `replace` carry content; `restore` appears only in undo sets. */
const FILE_OPERATIONS = ['create', 'replace', 'move', 'delete', 'mkdir', 'restore', 'rmdir', 'attributes'] as const;
/** `connect` changes nothing: commands may reach the host that `to` names, as host:port. It appears only in questions of the tool `network`. */
export const OperationKind = z.enum([...FILE_OPERATIONS, 'connect']);
export type OperationKind = z.infer<typeof OperationKind>;
export type FileOperationKind = (typeof FILE_OPERATIONS)[number];

export const Operation = z.object({
  id: z.string(),
  op: OperationKind,
  /** Model namespace: /folders/<name>/… */
  from: z.string().optional(),
  to: z.string().optional(),
  /** Bytes of content that the operation writes, moves or deletes. */
  bytes: z.number().int(),
  /** SHA-256 of the content before and after (hex), where it was computed. */
  before: z.string().optional(),
  after: z.string().optional(),
  /** Unified diff of small text files. */
  diff: z.string().optional(),
  /** Why this operation cannot be applied as it stands. */
  conflict: z.string().optional(),
  /** Ids of operations of the same set that this one cannot do without. */
  needs: z.array(z.string()).optional(),
  /** True when the bytes before cannot be kept for undo. */
  irreversible: z.boolean().optional(),
  /** True when the user left it out: the others were applied, this one was not. */
  leftOut: z.boolean().optional(),
});
export type Operation = z.infer<typeof Operation>;

/** The operation under the id by which a question about several sets shows it: unique among all of them. */
export function underSet(setId: string, operation: Operation): Operation {
  const shown = (id: string): string => `${setId}:${id}`;
  return { ...operation, id: shown(operation.id), ...(operation.needs ? { needs: operation.needs.map(shown) } : {}) };
}

export const Counts = z.object({
  create: z.number().int(),
  replace: z.number().int(),
  move: z.number().int(),
  delete: z.number().int(),
  other: z.number().int(),
  /** Whose mode or date changes and nothing else. */
  attributes: z.number().int().optional(),
});
export type Counts = z.infer<typeof Counts>;

export const ChangeSetState = z.enum(['proposed', 'applied', 'undone', 'rejected', 'conflict', 'failed', 'stuck']);
export type ChangeSetState = z.infer<typeof ChangeSetState>;

/** One change set as GET /tasks/{id}/changes shows it. */
export const ChangeSet = z.object({
  id: z.string(),
  taskId: z.string(),
  step: z.number().int(),
  tool: z.string(),
  state: ChangeSetState,
  /** The set that this one takes back; redo is undoing an undo. */
  undoOf: z.string().optional(),
  summary: z.string(),
  counts: Counts,
  /** Paths whose bytes could not be kept. */
  irreversible: z.array(z.string()),
  operations: z.array(Operation),
  /** Cursor of the next page of operations. */
  next: z.string().optional(),
  /** Why it failed, is in conflict or stuck. */
  reason: z.string().optional(),
  /** False once its pre-images were pruned or a later undo took it back. */
  undoable: z.boolean(),
  createdAt: z.string(),
  appliedAt: z.string().optional(),
});
export type ChangeSet = z.infer<typeof ChangeSet>;

/** Undo would take it back. An undo is none of these: what it did is done again by redo. */
export const isUndoable = ({ state, undoable, undoOf }: Pick<ChangeSet, 'state' | 'undoable' | 'undoOf'>): boolean =>
  undoOf === undefined && ((state === 'applied' && undoable) || state === 'stuck');

export const Scope = z.enum(['once', 'task', 'schedule', 'always']);
export type Scope = z.infer<typeof Scope>;

export const Preview = z.object({
  /** In words: "214 files will move, 3 will be replaced, none deleted". */
  summary: z.string(),
  /** The rule that asks. */
  rule: z.string(),
  /** True for what asks in every mode: neither a scope nor `--yes` answers it. */
  always: z.boolean(),
  counts: Counts,
  irreversible: z.array(z.string()),
  operations: z.array(Operation),
  /** Cursor of the operations after these: GET /approvals/{id}?cursor. */
  next: z.string().optional(),
});
export type Preview = z.infer<typeof Preview>;

export const Approval = z.object({
  id: z.string(),
  taskId: z.string(),
  step: z.number().int(),
  /** The tool; `changes` where several sets share the question; `network` for hosts that a command was refused. */
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  /** SHA-256 of the RFC 8785 JSON of {tool, arguments, operations with hashes}. */
  argumentsHash: z.string(),
  preview: Preview,
  /** The frozen change sets that the answer is about; empty for a folder and for hosts. */
  changeSetIds: z.array(z.string()),
  scopes: z.array(Scope),
  status: z.enum(['pending', 'allowed', 'denied', 'superseded']),
  decidedBy: z.string().optional(),
  scope: Scope.optional(),
  note: z.string().optional(),
  /** For request_folder: the folder that the user picked instead of the suggested one. */
  pickedPath: z.string().optional(),
  /** Operations that were allowed, when not all. */
  operations: z.array(z.string()).optional(),
  createdAt: z.string(),
  decidedAt: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;
