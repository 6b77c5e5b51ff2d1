// One line of a task's append-only log; the only thing UI and CLI render. Past tense, numbered without gaps per task.
import { z } from 'zod';
import { Counts, Scope } from './changes.ts';
import { Check, Mode, Output, PlanItem, Question, TaskFolder, TaskStatus, Usage, WaitingFor } from './task.ts';

const body = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.object({ type: z.literal(type), ...shape });

export const EventBody = z.discriminatedUnion('type', [
  body('task_created', { title: z.string(), prompt: z.string(), mode: Mode, folders: z.array(TaskFolder) }),
  body('status_changed', { from: TaskStatus, to: TaskStatus, waitingFor: WaitingFor.optional() }),
  body('plan_updated', { plan: z.array(PlanItem) }),
  body('step_started', { step: z.number().int() }),
  body('message_added', {
    step: z.number().int(),
    role: z.enum(['user', 'assistant']),
    text: z.string(),
    messageId: z.string(),
    /** True for the answer to the completion check, which is no part of the outcome. */
    check: z.boolean().optional(),
  }),
  body('tool_started', {
    step: z.number().int(),
    index: z.number().int(),
    tool: z.string(),
    /** Present tense, in words: "Looking at Downloads". */
    text: z.string(),
  }),
  body('tool_finished', {
    step: z.number().int(),
    index: z.number().int(),
    tool: z.string(),
    ok: z.boolean(),
    /** Past tense, in words, with the count that matters: "Looked at 612 files". */
    text: z.string(),
    durationMs: z.number(),
  }),
  body('approval_requested', { approvalId: z.string(), tool: z.string(), summary: z.string(), counts: Counts }),
  body('approval_decided', {
    approvalId: z.string(),
    decision: z.enum(['allowed', 'denied', 'superseded']),
    scope: Scope.optional(),
    decidedBy: z.string().optional(),
    note: z.string().optional(),
  }),
  body('question_asked', { question: Question }),
  body('question_answered', { question: Question }),
  body('changes_proposed', { changeSetId: z.string(), summary: z.string(), counts: Counts }),
  body('changes_applied', { changeSetId: z.string(), summary: z.string(), counts: Counts }),
  body('changes_undone', {
    changeSetId: z.string(),
    undoOf: z.string(),
    /** How the other set stands now: still applied after a redo, and after an undo of a part. Absent: undone. */
    leaves: z.enum(['applied', 'undone']).optional(),
    summary: z.string(),
    counts: Counts,
  }),
  body('changes_refused', {
    changeSetId: z.string(),
    state: z.enum(['rejected', 'conflict', 'failed', 'stuck']),
    summary: z.string(),
  }),
  body('output_added', { output: Output }),
  body('child_started', { childId: z.string(), title: z.string() }),
  body('child_finished', { childId: z.string(), status: TaskStatus, outcome: z.string().optional() }),
  body('usage_updated', { usage: Usage }),
  body('folders_changed', { folders: z.array(TaskFolder) }),
  body('task_finished', {
    status: z.enum(['completed', 'failed', 'cancelled']),
    outcome: z.string().optional(),
    check: Check.optional(),
    error: z.string().optional(),
  }),
  body('notice', {
    level: z.enum(['info', 'warning', 'error']),
    code: z.string(),
    text: z.string(),
    action: z.string().optional(),
  }),
]);
export type EventBody = z.infer<typeof EventBody>;

/** What every line has. */
export const EventHead = z.object({ taskId: z.string(), seq: z.number().int().positive(), at: z.string() });
export const TaskEvent = z.intersection(EventHead, EventBody);
export type TaskEvent = z.infer<typeof TaskEvent>;

/** Streaming text: ephemeral, unnumbered, dropped when its attempt loses. */
export const MessageDelta = z.object({
  type: z.literal('message_delta'),
  taskId: z.string(),
  step: z.number().int(),
  attempt: z.number().int(),
  text: z.string(),
});
export type MessageDelta = z.infer<typeof MessageDelta>;

/** Progress of a long tool call: ephemeral like deltas. */
export const ToolProgress = z.object({
  type: z.literal('tool_progress'),
  taskId: z.string(),
  step: z.number().int(),
  index: z.number().int(),
  done: z.number().int(),
  total: z.number().int(),
  text: z.string(),
});
export type ToolProgress = z.infer<typeof ToolProgress>;

export const Ephemeral = z.discriminatedUnion('type', [MessageDelta, ToolProgress]);
export type Ephemeral = z.infer<typeof Ephemeral>;
