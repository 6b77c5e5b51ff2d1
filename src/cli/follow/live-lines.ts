// The lines at the bottom that change in place: text being written, what runs now and for how long, where the plan stands.
import type { TaskState, ToolLine } from '../../client/task-state.ts';
import { isFinished } from '../../contract/task.ts';
import { duration, money } from '../format/numbers.ts';
import { clip, wrap } from '../format/text.ts';
import { STATUS, words } from '../words/tasks.ts';
import type { Page } from './event-lines.ts';
import { waitText } from './waits.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const PLAIN_FRAMES = ['|', '/', '-', '\\'] as const;
/** Elapsed time appears only when there is something to wait for. */
const SHOW_ELAPSED_MS = 2000;
const MOST_TEXT = 6;
const MOST_TOOLS = 3;

export interface Live extends Page {
  readonly now: Date;
  /** Counts up with every redraw. */
  readonly frame: number;
  readonly unicode: boolean;
  /** When the present silence began: the last event that said something. */
  readonly since: Date;
}

/** Never wider than the page: a wrapped line could not be erased. Empty once the task has ended. */
export function liveLines(state: TaskState, live: Live): string[] {
  if (isFinished(state.status)) return [];
  const room = live.width - 1;
  return [...streamed(state, room, live), ...doing(state, room, live), live.style.dim(clip(footer(state), room))];
}

function streamed(state: TaskState, room: number, { style }: Live): string[] {
  const text = state.streaming?.text.trim();
  return text
    ? wrap(text, room)
        .slice(-MOST_TEXT)
        .map((line) => style.dim(line))
    : [];
}

function doing(state: TaskState, room: number, live: Live): string[] {
  const frames = live.unicode ? FRAMES : PLAIN_FRAMES;
  const spinner = frames[live.frame % frames.length] ?? '';
  const { waitingFor } = state;
  if (waitingFor) {
    return [live.style.accent(clip(`${STATUS[state.status].sign} ${waitText(waitingFor, live.now)}`, room))];
  }
  const running = state.lines.filter((line): line is ToolLine => line.kind === 'tool' && line.state === 'running');
  if (running.length === 0) return [clip(`${spinner} ${words.thinking}${elapsed(live.since, live.now)}`, room)];
  const more = running.length - MOST_TOOLS;
  return running.slice(0, MOST_TOOLS).map((line, i) => {
    const progress = line.progress
      ? ` · ${line.progress.done.toLocaleString('en-US')} of ${line.progress.total.toLocaleString('en-US')}`
      : '';
    const others = i === MOST_TOOLS - 1 && more > 0 ? ` (+${more})` : '';
    return clip(`${spinner} ${line.text}${progress}${elapsed(new Date(line.at), live.now)}${others}`, room);
  });
}

function elapsed(since: Date, now: Date): string {
  const ms = now.getTime() - since.getTime();
  return ms > SHOW_ELAPSED_MS ? ` (${duration(ms)})` : '';
}

function footer(state: TaskState): string {
  const done = state.plan.filter((item) => item.status === 'done').length;
  const active = state.plan.find((item) => item.status === 'active');
  const plan = state.plan.length === 0 ? [] : [words.plan(done, state.plan.length) + (active ? `: ${active.title}` : '')];
  const cost = state.usage === undefined ? [] : [money(state.usage.usd)];
  return [...plan, ...cost, words.leaveHint].join(' · ');
}
