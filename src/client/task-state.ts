// A task as its events tell it: a pure reducer that CLI and web app share. Same events, same picture, however often they reconnect.
import type { Counts, Scope } from '../contract/changes.ts';
import type { TaskEvent } from '../contract/events.ts';
import type { Check, Mode, Output, PlanItem, Question, TaskFolder, TaskStatus, Usage, WaitingFor } from '../contract/task.ts';
import type { StreamItem } from './event-stream.ts';

/** One thing that happened, in the order in which it began. A tool line keeps its place when it finishes. */
type Line =
  | { kind: 'message'; seq: number; at: string; role: 'user' | 'assistant'; text: string; messageId: string }
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

interface ApprovalState {
  readonly id: string;
  readonly tool: string;
  readonly summary: string;
  readonly counts: Counts;
  readonly status: 'pending' | 'allowed' | 'denied' | 'superseded';
  readonly scope?: Scope;
  readonly decidedBy?: string;
  readonly note?: string;
}

interface ChangesState {
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
export function reduceTask(state: TaskState, item: StreamItem): TaskState {
  if (item.type === 'message_delta') return withDelta(state, item);
  if (item.type === 'tool_progress') {
    const { done, total, text } = item;
    return updateTool(state, item, (line) => ({ ...line, progress: { done, total, text } }));
  }
  return item.seq <= state.lastSeq ? state : { ...reduceEvent(state, item), lastSeq: item.seq };
}

function reduceEvent(state: TaskState, event: TaskEvent): TaskState {
  const { seq, at } = event;
  switch (event.type) {
    case 'task_created':
      return { ...state, title: event.title, prompt: event.prompt, mode: event.mode, folders: event.folders, startedAt: at };
    case 'status_changed':
      return { ...state, status: event.to, waitingFor: event.waitingFor };
    case 'plan_updated':
      return planChanged(state.plan, event.plan)
        ? withLine({ ...state, plan: event.plan }, { kind: 'plan', seq, at, before: state.plan })
        : { ...state, plan: event.plan };
    case 'step_started':
      return { ...state, step: event.step, streaming: undefined };
    case 'message_added': {
      const { role, text, messageId } = event;
      const streaming = role === 'assistant' ? undefined : state.streaming;
      return withLine({ ...state, streaming }, { kind: 'message', seq, at, role, text, messageId });
    }
    case 'tool_started':
      return startTool(state, { kind: 'tool', seq, at, state: 'running', ...pick(event) });
    case 'tool_finished':
      return finishTool(state, event);
    case 'approval_requested': {
      const { approvalId, tool, summary, counts } = event;
      const approval: ApprovalState = { id: approvalId, tool, summary, counts, status: 'pending' };
      return withLine(
        { ...state, approvals: put(state.approvals, approvalId, approval) },
        { kind: 'approval', seq, at, approvalId },
      );
    }
    case 'approval_decided': {
      const asked = state.approvals.get(event.approvalId);
      if (!asked) return state;
      const { decision, scope, decidedBy, note } = event;
      const decided = { ...asked, status: decision, ...defined({ scope, decidedBy, note }) };
      return { ...state, approvals: put(state.approvals, asked.id, decided) };
    }
    case 'question_asked':
      return withLine(
        { ...state, questions: put(state.questions, event.question.id, event.question) },
        { kind: 'question', seq, at, questionId: event.question.id },
      );
    case 'question_answered':
      return { ...state, questions: put(state.questions, event.question.id, event.question) };
    case 'changes_proposed':
      return withChanges(state, event, { state: 'proposed' });
    case 'changes_applied':
      return withChanges(state, event, { state: 'applied' });
    case 'changes_undone': {
      const undone = state.changes.get(event.undoOf);
      const changes = undone
        ? put(state.changes, undone.id, { ...undone, state: event.leaves ?? ('undone' as const) })
        : state.changes;
      return withChanges({ ...state, changes }, event, { state: 'applied', undoOf: event.undoOf });
    }
    case 'changes_refused': {
      const proposed = state.changes.get(event.changeSetId);
      const counts = proposed?.counts ?? { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
      return withChanges(state, { ...event, counts }, { state: event.state });
    }
    case 'output_added':
      // Said again once it is delivered: the same output, now with its place.
      return withLine(
        { ...state, outputs: [...state.outputs.filter((output) => output.id !== event.output.id), event.output] },
        { kind: 'output', seq, at, output: event.output },
      );
    case 'child_started':
      return withLine(state, { kind: 'child', seq, at, childId: event.childId, title: event.title });
    case 'child_finished':
      return {
        ...state,
        lines: state.lines.map((line) =>
          line.kind === 'child' && line.childId === event.childId
            ? { ...line, status: event.status, ...defined({ outcome: event.outcome }) }
            : line,
        ),
      };
    case 'usage_updated':
      return { ...state, usage: event.usage };
    case 'folders_changed':
      return { ...state, folders: event.folders };
    case 'task_finished': {
      const { status, outcome, check, error } = event;
      return { ...state, status, outcome, check, error, waitingFor: undefined, streaming: undefined, finishedAt: at };
    }
    case 'notice': {
      const { level, code, text, action } = event;
      return withLine(state, { kind: 'notice', seq, at, level, code, text, ...defined({ action }) });
    }
  }
}

function withDelta(state: TaskState, delta: { step: number; attempt: number; text: string }): TaskState {
  const { step, attempt, text } = delta;
  const now = state.streaming;
  // Another attempt of the same step starts over: what the cut one wrote was never said.
  const before = now && now.step === step && now.attempt === attempt ? now.text : '';
  return { ...state, streaming: { step, attempt, text: before + text } };
}

const sameCall = (line: Line, call: { step: number; index: number }): line is ToolLine =>
  line.kind === 'tool' && line.step === call.step && line.index === call.index;

function updateTool(state: TaskState, call: { step: number; index: number }, change: (line: ToolLine) => ToolLine): TaskState {
  return { ...state, lines: state.lines.map((line) => (sameCall(line, call) ? change(line) : line)) };
}

/** A call that a crash began twice keeps one line. */
function startTool(state: TaskState, line: ToolLine): TaskState {
  const again = state.lines.some((other) => sameCall(other, line));
  return again ? updateTool(state, line, () => line) : withLine(state, line);
}

function finishTool(state: TaskState, event: Extract<TaskEvent, { type: 'tool_finished' }>): TaskState {
  const { ok, durationMs, seq, at } = event;
  const end = { state: ok ? ('done' as const) : ('failed' as const), durationMs, ...pick(event) };
  if (!state.lines.some((line) => sameCall(line, event))) return withLine(state, { kind: 'tool', seq, at, ...end });
  return updateTool(state, event, ({ progress: _done, ...line }) => ({ ...line, ...end }));
}

const pick = ({ step, index, tool, text }: { step: number; index: number; tool: string; text: string }) => ({
  step,
  index,
  tool,
  text,
});

function withChanges(
  state: TaskState,
  event: { changeSetId: string; summary: string; counts: Counts; seq: number; at: string },
  now: Pick<ChangesState, 'state' | 'undoOf'>,
): TaskState {
  const { changeSetId: id, summary, counts, seq, at } = event;
  const known = state.changes.has(id);
  const changes = put(state.changes, id, { ...state.changes.get(id), id, summary, counts, ...now });
  return known ? { ...state, changes } : withLine({ ...state, changes }, { kind: 'changes', seq, at, changeSetId: id });
}

/** Only other items are a changed plan; a tick is not. */
const planChanged = (before: readonly PlanItem[], after: readonly PlanItem[]): boolean =>
  before.length !== after.length || before.some((item, i) => item.title !== after[i]?.title);

const withLine = (state: TaskState, line: Line): TaskState => ({ ...state, lines: [...state.lines, line] });
const put = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> => new Map(map).set(key, value);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined)) as Defined<T>;
