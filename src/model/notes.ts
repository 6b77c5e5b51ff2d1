// What the model is told in user messages: everything at the start of a task, and later only what has changed.
import type { PlanItem, TaskFolder } from '../contract/task.ts';
import { noticeBlock, userTextBlocks } from './blocks.ts';
import type { Block, PromptFacts } from './port.ts';

/** What has been told so far. JSON, kept by the loop between steps. */
export interface ToldState {
  readonly day: string;
  readonly mode: string;
  readonly folders: string;
  readonly plan: string;
}

const MODES = {
  ask: 'ask: the person is asked before each change set is applied.',
  auto: 'auto: small change sets that only create or move files apply at once; others are asked.',
  act: 'act: change sets apply at once, except what always asks.',
} as const;

/** The first user message: the app's facts, then the task in the user's words. Render it once and store it. */
export function firstUserBlocks(facts: PromptFacts & { readonly attachments?: readonly string[] }): {
  blocks: Block[];
  told: ToldState;
} {
  const files = facts.attachments ?? [];
  const lines = [
    `Date: ${dayOf(facts)} (${facts.timeZone})`,
    `Mode: ${MODES[facts.mode]}`,
    ...foldersLines(facts.folders),
    files.length === 0 ? 'Attached files: none.' : `Attached files: ${files.join(', ')}`,
    ...budgetLine(facts),
  ];
  return { blocks: [noticeBlock(lines), ...userTextBlocks(facts.prompt)], told: toldOf(facts) };
}

/** The app's part of a later user message: only what differs from what was told, and `more` lines of the caller (loop guards, budget). */
export function noteBlocks(
  facts: PromptFacts,
  told: ToldState | undefined,
  more: readonly string[] = [],
): { blocks: Block[]; told: ToldState } {
  const now = toldOf(facts);
  const lines: string[] = [];
  if (told?.day !== now.day) lines.push(`Date: ${now.day} (${facts.timeZone})`);
  if (told?.mode !== now.mode) lines.push(`Mode is now ${MODES[facts.mode]}`);
  if (told?.folders !== now.folders) lines.push('The folders have changed.', ...foldersLines(facts.folders));
  if (told?.plan !== now.plan && now.plan !== '') lines.push(`Plan: ${now.plan}`);
  lines.push(...more);
  return { blocks: lines.length === 0 ? [] : [noticeBlock(lines)], told: now };
}

/** What to say when an answer ended without being complete. */
export const GO_ON = {
  max_tokens: 'Your answer was cut at its length limit. Go on; write long files in several parts.',
  pause_turn: 'Go on.',
  end_turn: 'Your answer was empty. Go on with the next item, or report the outcome.',
} as const;

const toldOf = (facts: PromptFacts): ToldState => ({
  day: dayOf(facts),
  mode: facts.mode,
  folders: foldersLines(facts.folders).join('\n'),
  plan: planLine(facts.plan),
});

/** The date in the user's zone, with the weekday: dates in a task are rarely about UTC. */
export function dayOf(facts: Pick<PromptFacts, 'nowIso' | 'timeZone'>): string {
  const { date, weekday } = formatsOf(facts.timeZone);
  const now = new Date(facts.nowIso);
  return `${weekday.format(now)} ${date.format(now)}`;
}

/** Making a format takes longer than all the rest of a note; there is one zone per machine. */
const formats = new Map<string, { date: Intl.DateTimeFormat; weekday: Intl.DateTimeFormat }>();
function formatsOf(timeZone: string): { date: Intl.DateTimeFormat; weekday: Intl.DateTimeFormat } {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = {
    date: new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }),
    weekday: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long' }),
  };
  formats.set(timeZone, made);
  return made;
}

function foldersLines(folders: readonly TaskFolder[]): string[] {
  const granted = folders.filter((f) => f.state === 'granted' && f.name !== undefined);
  if (granted.length === 0) return ['Folders: none granted. Use request_folder if the job needs one.'];
  return ['Folders:', ...granted.map((f) => `- /folders/${f.name} (${f.access})`)];
}

function planLine(plan: readonly PlanItem[]): string {
  if (plan.length === 0) return '';
  const done = plan.filter((i) => i.status === 'done').length;
  const active = plan.find((i) => i.status === 'active');
  return `${done} of ${plan.length} done${active ? `; now: ${active.title}` : ''}`;
}

function budgetLine({ budget }: PromptFacts): string[] {
  const parts = [
    budget.maxUsd === undefined ? '' : `${budget.maxUsd} USD`,
    budget.maxSteps === undefined ? '' : `${budget.maxSteps} steps`,
    budget.maxMinutes === undefined ? '' : `${budget.maxMinutes} minutes of work`,
  ].filter((p) => p !== '');
  return parts.length === 0 ? [] : [`Budget: ${parts.join(', ')}. You are told when half of it is left.`];
}
