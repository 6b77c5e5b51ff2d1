// A task as its events tell it: a pure reducer that CLI and web app share. Same events, same picture, however often they reconnect.
import type { Counts, Scope } from '../contract/changes.ts';
import type { TaskEvent } from '../contract/events.ts';
import type { Check, Mode, Output, PlanItem, Question, TaskFolder, TaskStatus, Usage, WaitingFor } from '../contract/task.ts';
import type { StreamItem } from './event-stream.ts';
import { type Draft, openDraft } from './task-draft.ts';

/** One thing that happened, in the order in which it began. A tool line keeps its place when it finishes. */
export type Line =
  | { kind: 'message'; seq: number; at: string; role: 'user' | 'assistant'; text: string; messageId: string; check?: boolean }
  | ToolLine
  | { kind: 'approval'; seq: number; at: string; approvalId: string }
  | { kind: 'question'; seq: number; at: string; questionId: string }
  | { kind: 'changes'; seq: number; at: string; changeSetId: string }
  | { kind: 'output'; seq: number; at: string; output: Output }
  | { kind: 'plan'; seq: number; at: string; before: readonly PlanItem[] }
  | { kind: 'child'; seq: number; at: string; childId: string; title: string; status?: TaskStatus; outcome?: string }
  | { kind: 'notice'; seq: number; at: string; level: 'info' | 'warning' | 'error'; code: string; text: string; action?: string };

export interface ToolLine {
  readonly kind: 'tool';
  readonly seq: number;
  readonly at: string;
  readonly step: number;
  readonly index: number;
  readonly tool: string;
  readonly state: 'running' | 'done' | 'failed';
  /** What it is doing, or what it did. */
  readonly text: string;
  readonly durationMs?: number;
  readonly progress?: { readonly done: number; readonly total: number; readonly text: string };
}

export interface ApprovalState {
  readonly id: string;
  readonly tool: string;
  readonly summary: string;
  readonly counts: Counts;
  readonly status: 'pending' | 'allowed' | 'denied' | 'superseded';
  readonly scope?: Scope;
  readonly decidedBy?: string;
  readonly note?: string;
}

export interface ChangesState {
  readonly id: string;
  readonly state: 'proposed' | 'applied' | 'undone' | 'rejected' | 'conflict' | 'failed' | 'stuck';
  readonly summary: string;
  readonly counts: Counts;
  /** The set that this one takes back. */
  readonly undoOf?: string;
}

export interface TaskState {
  readonly taskId: string;
  readonly title: string;
  readonly prompt: string;
  readonly mode: Mode;
  readonly folders: readonly TaskFolder[];
  readonly status: TaskStatus;
  readonly waitingFor: WaitingFor | undefined;
  readonly plan: readonly PlanItem[];
  readonly step: number;
  readonly lines: readonly Line[];
  /** Text that the model is writing now; empty when it is not. */
  readonly streaming: { readonly step: number; readonly attempt: number; readonly text: string } | undefined;
  readonly approvals: ReadonlyMap<string, ApprovalState>;
  readonly questions: ReadonlyMap<string, Question>;
  readonly changes: ReadonlyMap<string, ChangesState>;
  readonly outputs: readonly Output[];
  readonly usage: Usage | undefined;
  readonly outcome: string | undefined;
  readonly check: Check | undefined;
  readonly error: string | undefined;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  /** Number of the last event that is in this picture. */
  readonly lastSeq: number;
}

export const emptyTask = (taskId: string): TaskState => ({
  taskId,
  title: '',
  prompt: '',
  mode: 'ask',
  folders: [],
  status: 'queued',
  waitingFor: undefined,
  plan: [],
  step: 0,
  lines: [],
  streaming: undefined,
  approvals: new Map(),
  questions: new Map(),
  changes: new Map(),
  outputs: [],
  usage: undefined,
  outcome: undefined,
  check: undefined,
  error: undefined,
  startedAt: undefined,
  finishedAt: undefined,
  lastSeq: 0,
});

/** The next picture. An event that is already in it (a reconnect sent it twice) changes nothing. */
export const reduceTask = (state: TaskState, item: StreamItem): TaskState => reduceTasks(state, [item]);

/** The same for many at once: a list of 10,000 lines is copied once and not at every event. The picture before stays as it is. */
export function reduceTasks(state: TaskState, items: Iterable<StreamItem>): TaskState {
  const draft = openDraft(state);
  for (const item of items) reduceItem(draft, item);
  return draft.close();
}

function reduceItem(draft: Draft, item: StreamItem): void {
  if (item.type === 'message_delta') return addDelta(draft, item);
  if (item.type === 'tool_progress') {
    const { done, total, text } = item;
    draft.changeTool(item, (line) => ({ ...line, progress: { done, total, text } }));
    return;
  }
  if (item.seq <= draft.now.lastSeq) return;
  reduceEvent(draft, item);
  draft.set({ lastSeq: item.seq });
}

function reduceEvent(draft: Draft, event: TaskEvent): void {
  const { set, add } = draft;
  const { seq, at } = event;
  switch (event.type) {
    case 'task_created': {
      const { title, prompt, mode, folders } = event;
      return set({ title, prompt, mode, folders, startedAt: at });
    }
    case 'status_changed':
      return set({ status: event.to, waitingFor: event.waitingFor });
    case 'plan_updated': {
      const before = draft.now.plan;
      set({ plan: event.plan });
      return planChanged(before, event.plan) ? add({ kind: 'plan', seq, at, before }) : undefined;
    }
    case 'step_started':
      return set({ step: event.step, streaming: undefined });
    case 'message_added': {
      const { role, text, messageId, check } = event;
      if (role === 'assistant') set({ streaming: undefined });
      return add({ kind: 'message', seq, at, role, text, messageId, ...defined({ check }) });
    }
    case 'tool_started':
      return draft.startTool({ kind: 'tool', seq, at, state: 'running', ...pick(event) });
    case 'tool_finished':
      return finishTool(draft, event);
    case 'approval_requested': {
      const { approvalId, tool, summary, counts } = event;
      draft.put('approvals', approvalId, { id: approvalId, tool, summary, counts, status: 'pending' });
      return add({ kind: 'approval', seq, at, approvalId });
    }
    case 'approval_decided': {
      const asked = draft.now.approvals.get(event.approvalId);
      const { decision, scope, decidedBy, note } = event;
      if (asked) draft.put('approvals', asked.id, { ...asked, status: decision, ...defined({ scope, decidedBy, note }) });
      return;
    }
    case 'question_asked':
      draft.put('questions', event.question.id, event.question);
      return add({ kind: 'question', seq, at, questionId: event.question.id });
    case 'question_answered':
      return draft.put('questions', event.question.id, event.question);
    case 'changes_proposed':
      return putChanges(draft, event, { state: 'proposed' });
    case 'changes_applied':
      return putChanges(draft, event, { state: 'applied' });
    case 'changes_undone': {
      const undone = draft.now.changes.get(event.undoOf);
      if (undone) draft.put('changes', undone.id, { ...undone, state: event.leaves ?? 'undone' });
      return putChanges(draft, event, { state: 'applied', undoOf: event.undoOf });
    }
    case 'changes_refused': {
      const counts = draft.now.changes.get(event.changeSetId)?.counts ?? { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
      return putChanges(draft, { ...event, counts }, { state: event.state });
    }
    case 'output_added':
      // Said again once it is delivered: the same output, now with its place.
      set({ outputs: [...draft.now.outputs.filter((output) => output.id !== event.output.id), event.output] });
      return add({ kind: 'output', seq, at, output: event.output });
    case 'child_started':
      return add({ kind: 'child', seq, at, childId: event.childId, title: event.title });
    case 'child_finished':
      return draft.changeLines((line) =>
        line.kind === 'child' && line.childId === event.childId
          ? { ...line, status: event.status, ...defined({ outcome: event.outcome }) }
          : line,
      );
    case 'usage_updated':
      return set({ usage: event.usage });
    case 'folders_changed':
      return set({ folders: event.folders });
    case 'task_finished': {
      const { status, outcome, check, error } = event;
      return set({ status, outcome, check, error, waitingFor: undefined, streaming: undefined, finishedAt: at });
    }
    case 'notice': {
      const { level, code, text, action } = event;
      return add({ kind: 'notice', seq, at, level, code, text, ...defined({ action }) });
    }
  }
}

function addDelta(draft: Draft, delta: { step: number; attempt: number; text: string }): void {
  const { step, attempt, text } = delta;
  const now = draft.now.streaming;
  // Another attempt of the same step starts over: what the cut one wrote was never said.
  const before = now && now.step === step && now.attempt === attempt ? now.text : '';
  draft.set({ streaming: { step, attempt, text: before + text } });
}

function finishTool(draft: Draft, event: Extract<TaskEvent, { type: 'tool_finished' }>): void {
  const { ok, durationMs, seq, at } = event;
  const end = { state: ok ? ('done' as const) : ('failed' as const), durationMs, ...pick(event) };
  const known = draft.changeTool(event, ({ progress: _done, ...line }) => ({ ...line, ...end }));
  if (!known) draft.startTool({ kind: 'tool', seq, at, ...end });
}

const pick = ({ step, index, tool, text }: { step: number; index: number; tool: string; text: string }) => ({
  step,
  index,
  tool,
  text,
});

function putChanges(
  draft: Draft,
  event: { changeSetId: string; summary: string; counts: Counts; seq: number; at: string },
  now: Pick<ChangesState, 'state' | 'undoOf'>,
): void {
  const { changeSetId: id, summary, counts, seq, at } = event;
  const known = draft.now.changes.get(id);
  draft.put('changes', id, { ...known, id, summary, counts, ...now });
  if (!known) draft.add({ kind: 'changes', seq, at, changeSetId: id });
}

/** Only other items are a changed plan; a tick is not. */
const planChanged = (before: readonly PlanItem[], after: readonly PlanItem[]): boolean =>
  before.length !== after.length || before.some((item, i) => item.title !== after[i]?.title);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined)) as Defined<T>;
