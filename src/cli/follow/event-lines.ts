// The lines that stay on the screen: what an event has to say to a person, in words. Everything passing is `live-lines`.
import type { TaskState } from '../../client/task-state.ts';
import type { Scope } from '../../contract/changes.ts';
import type { TaskEvent } from '../../contract/events.ts';
import type { PlanItem } from '../../contract/task.ts';
import { asPeopleSay } from '../format/as-people-say.ts';
import { bytes, duration, money } from '../format/numbers.ts';
import { clip, shorten, wrap } from '../format/text.ts';
import type { Style } from '../terminal.ts';
import { words as changes } from '../words/changes.ts';
import { words as questions } from '../words/questions.ts';
import { MODE, PLAN_SIGN, STATUS, words } from '../words/tasks.ts';
import { waitLines } from './waits.ts';

/** Lines with at most one empty one between two others, over all calls. */
export function withoutGaps(): (lines: readonly string[]) => string[] {
  let empty = true;
  return (lines) =>
    lines.filter((line) => {
      const drop = empty && line === '';
      empty = line === '';
      return !drop;
    });
}

export interface Page {
  readonly width: number;
  readonly style: Style;
}

/** Calls shorter than that show no time: it would be noise. */
const SHOW_TIME_MS = 2000;

/** Empty when an event changes only what is passing. `state` is the picture after the event; both are legible already. */
export function eventLines(event: TaskEvent, state: TaskState, page: Page): string[] {
  const { width, style } = page;
  switch (event.type) {
    case 'task_created':
      return [style.bold(shorten(event.title, width)), style.dim(clip(`${event.taskId} · ${MODE[event.mode]}`, width)), ''];
    case 'plan_updated':
      return planLines(event.plan, state, event.seq, page);
    case 'message_added':
      return event.role === 'user' ? ['', ...wrap(`you: ${event.text}`, width, '     '), ''] : said(event, page);
    case 'tool_finished':
      return toolLine(event, page);
    case 'approval_decided':
      return [decided(event, style)];
    case 'question_asked':
      return ['', ...wrap(`? ${event.question.question}`, width, '  ').map((line) => style.accent(line))];
    case 'question_answered':
      return wrap(
        questions.answered([...(event.question.choices ?? []), event.question.text ?? ''].filter(Boolean).join(', ')),
        width,
        '  ',
      );
    case 'changes_applied':
      return applied(event, changes.undoHint(event.taskId, event.changeSetId), page);
    case 'changes_undone':
      return applied(event, event.leaves === 'applied' ? changes.undoHint(event.taskId) : changes.redoHint(event.taskId), page);
    case 'changes_refused':
      // The answer above and the call's own line below say all about a change that was not allowed.
      return event.state === 'rejected' ? [] : wrap(`! ${event.summary}`, width, '  ').map((line) => style.accent(line));
    case 'output_added':
      return wrap(
        `${words.result}: ${event.output.name} (${bytes(event.output.bytes)})${to(event.output.deliveredTo)}`,
        width,
        '  ',
      );
    case 'child_started':
      return wrap(`▸ ${words.childStarted(event.title)}`, width, '  ');
    case 'child_finished':
      return wrap(`▸ ${words.childFinished(titleOf(state, event.childId), STATUS[event.status].word)}`, width, '  ');
    case 'task_finished':
      return outcomeCard(event, state, page);
    case 'notice':
      return noticeLines(event, page);
    case 'status_changed':
    case 'step_started':
    case 'tool_started':
    case 'approval_requested':
    case 'changes_proposed':
    case 'usage_updated':
    case 'folders_changed':
      return [];
  }
}

function titleOf({ lines }: TaskState, id: string): string {
  for (const line of lines) if (line.kind === 'child' && line.childId === id) return line.title;
  return id;
}

function said(event: Extract<TaskEvent, { type: 'message_added' }>, { width, style }: Page): string[] {
  const text = event.text.trim();
  if (text === '') return [];
  if (event.check) return ['', ...wrap(`${words.check}: ${text}`, width, '  ').map((line) => style.dim(line)), ''];
  return ['', ...wrap(text, width), ''];
}

/** What was done and the command that takes it back, which is never cut: it will be copied. */
function applied({ summary }: { summary: string }, hint: string, { width, style }: Page): string[] {
  return [`${style.good('✓')} ${clip(summary, width - 2)}`, style.dim(`  ${hint}`)];
}

const to = (place: string | undefined): string => (place === undefined ? '' : ` → ${place}`);

/** The whole plan when it is new or changed; ticks are seen in the last line. */
function planLines(plan: readonly PlanItem[], state: TaskState, seq: number, { width, style }: Page): string[] {
  const line = state.lines.at(-1);
  if (line?.kind !== 'plan' || line.seq !== seq) return [];
  const head = line.before.length > 0 ? words.planChanged : words.planHead;
  return ['', style.bold(head), ...plan.map((item) => clip(`  ${PLAN_SIGN[item.status]} ${item.title}`, width)), ''];
}

function toolLine(event: Extract<TaskEvent, { type: 'tool_finished' }>, { width, style }: Page): string[] {
  const time = event.durationMs > SHOW_TIME_MS ? ` (${duration(event.durationMs)})` : '';
  const text = clip(`${asPeopleSay(event.text.split('\n', 1)[0] ?? '')}${time}`, width - 2);
  // The plan shows itself.
  return event.text.trim() === '' || event.tool === 'update_plan' ? [] : [event.ok ? `▸ ${text}` : style.accent(`! ${text}`)];
}

function decided(event: Extract<TaskEvent, { type: 'approval_decided' }>, style: Style): string {
  const by = event.decidedBy === undefined ? '' : ` (${event.decidedBy})`;
  if (event.decision === 'superseded') return style.dim(changes.superseded);
  if (event.decision === 'denied') return style.accent(`${changes.denied}${by}${event.note ? `: ${event.note}` : ''}`);
  return style.good(`${allowed(event.scope)}${by}`);
}

function allowed(scope: Scope | undefined): string {
  switch (scope) {
    case 'once':
      return changes.allowedOnce;
    case 'task':
      return changes.allowedTask;
    case 'always':
      return changes.allowedAlways;
    case 'schedule':
    case undefined:
      return changes.allowed;
  }
}

function noticeLines(event: Extract<TaskEvent, { type: 'notice' }>, { width, style }: Page): string[] {
  const tone = event.level === 'error' ? style.bad : event.level === 'warning' ? style.accent : style.dim;
  return waitLines(event, width).map((line) => tone(line));
}

/** The end: what came of it, the check, results, cost and time, and how to take it back. */
function outcomeCard(event: Extract<TaskEvent, { type: 'task_finished' }>, state: TaskState, { width, style }: Page): string[] {
  const { sign, word, tone } = STATUS[event.status];
  const usage = state.usage;
  const cost = usage === undefined ? [] : [words.cost(money(usage.usd)), words.steps(usage.steps), duration(usage.activeMs)];
  const undoable = [...state.changes.values()].filter((set) => set.state === 'applied' && set.undoOf === undefined).length;
  // What those have changed is taken back with it.
  const hasChildren = state.lines.some((line) => line.kind === 'child');
  const said = new Set(state.lines.map((line) => (line.kind === 'message' ? line.text.trim() : '')));
  /** What was said a moment ago is not said again. */
  const fresh = (text: string | undefined): string | undefined => (text && !said.has(text.trim()) ? text.trim() : undefined);
  const [outcome, check] = [fresh(event.outcome), fresh(event.check?.text)];
  return [
    '',
    style[tone](clip([`${sign} ${word}`, ...cost].join(' · '), width)),
    ...(outcome ? wrap(outcome, width) : []),
    ...(event.error ? wrap(event.error, width).map((line) => style.bad(line)) : []),
    ...(check ? wrap(`${words.check}: ${check}`, width, '  ').map((line) => style.dim(line)) : []),
    ...state.outputs.map((output) => shorten(`${words.result}: ${output.deliveredTo ?? output.path}`, width)),
    ...(undoable > 0 || hasChildren ? [style.dim(changes.undoHint(event.taskId))] : []),
  ];
}
