// Asks a person about one change and says what they decided. Shows the card, pages through all of it, lets single ones be picked.
import type { Approval, Operation, Scope } from '../../contract/changes.ts';
import type { PostDecision } from '../../contract/http.ts';
import { bytes } from '../format/numbers.ts';
import { legible } from '../format/legible.ts';
import { shorten } from '../format/text.ts';
import type { Terminal } from '../terminal.ts';
import { VERB, words } from '../words/changes.ts';
import { approvalCard, target } from './approval-card.ts';
import { groupMoves, moveName, shown } from './group-moves.ts';
import type { Choice, Chosen, Prompts } from './prompts.ts';

export interface AskApproval {
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  /** With every operation. */
  readonly approval: Approval;
  /** Aborted when somebody else answered. */
  readonly signal: AbortSignal;
  /** What stayed ticked the last time, when that could not be done: the person goes on from there. */
  readonly ticked?: readonly string[] | undefined;
}
export type Decision = Pick<PostDecision, 'decision' | 'scope' | 'note' | 'operations' | 'path'>;
type Move = { kind: 'allow'; scope: Scope } | { kind: 'deny' } | { kind: 'some' } | { kind: 'all' } | { kind: 'other_folder' };

/** Names per block: so many that a usual card fits a usual window. */
const perBlock = (rows: number): number => Math.min(Math.max(Math.floor(rows / 8), 3), 6);
/** More single ticks than that nobody sets: then whole folders are ticked. */
const MOST_TICKS = 300;

export async function askApproval(ask: AskApproval): Promise<Chosen<Decision>> {
  const { terminal, prompts, signal } = ask;
  const approval = legible(ask.approval);
  const card = approvalCard(approval, {
    width: terminal.columns() - 2,
    style: terminal.style,
    perBlock: perBlock(terminal.rows()),
  });
  if (ask.ticked === undefined) for (const line of ['', ...card.lines]) terminal.out(line);
  else {
    const again = await pickSome(ask);
    if (again !== 'again') return again;
  }
  let seen = card.whole;
  // Said again where it is answered: a long card has scrolled its headline away.
  const message = `${words.ask} ${approval.preview.summary}`;
  for (;;) {
    const options = choices(approval, card.whole);
    // Enter allows only what was fully shown.
    const initial = seen ? options[0] : options.find((option) => option.value.kind === 'all');
    const move = await prompts.select({ message, options, signal, ...(initial ? { initial: initial.value } : {}) });
    if (move.kind !== 'chosen') return move;
    const step = await take(move.value, ask);
    if (step === 'shown') seen = true;
    else if (step !== 'again') return step;
  }
}

function choices(approval: Approval, whole: boolean): Choice<Move>[] {
  const scope = (name: Scope, label: string, hint?: string): Choice<Move>[] =>
    approval.scopes.includes(name) ? [{ value: { kind: 'allow', scope: name }, label, ...(hint ? { hint } : {}) }] : [];
  return [
    { value: { kind: 'allow', scope: 'once' }, label: isHosts(approval) ? words.allowHostsOnce : words.allowOnce },
    ...scope('task', words.allowTask, isHosts(approval) ? words.allowHostsTaskHint : words.allowTaskHint),
    ...scope('schedule', words.allowSchedule),
    ...scope('always', words.allowAlways(foldersOf(approval.preview.operations)), words.allowAlwaysHint),
    { value: { kind: 'deny' }, label: words.deny, hint: words.denyHint },
    ...(approval.tool === 'request_folder' ? [{ value: { kind: 'other_folder' as const }, label: words.otherFolder }] : []),
    ...(approval.preview.operations.length > 1 ? [{ value: { kind: 'some' as const }, label: words.some }] : []),
    ...(whole ? [] : [{ value: { kind: 'all' as const }, label: words.showAll }]),
  ];
}

const isHosts = ({ tool }: Approval): boolean => tool === 'network';

/** Names of the folders that are touched, as the card shows them. */
function foldersOf(operations: readonly Operation[]): string[] {
  const paths = operations.flatMap(({ from, to }) => [from, to]).filter((path) => path?.startsWith('/folders/'));
  return [...new Set(paths.map((path) => shown(path ?? '').split('/')[0] ?? ''))];
}

async function take(move: Move, ask: AskApproval): Promise<Chosen<Decision> | 'again' | 'shown'> {
  const { prompts, signal } = ask;
  switch (move.kind) {
    case 'allow':
      return { kind: 'chosen', value: { decision: 'allow', scope: move.scope } };
    case 'deny': {
      const note = await prompts.text({ message: words.note, signal });
      if (note.kind !== 'chosen') return note;
      return {
        kind: 'chosen',
        value: { decision: 'deny', scope: 'once', ...(note.value.trim() ? { note: note.value.trim() } : {}) },
      };
    }
    case 'other_folder': {
      const path = await prompts.text({ message: words.whichFolder, signal });
      if (path.kind !== 'chosen') return path;
      return path.value.trim()
        ? { kind: 'chosen', value: { decision: 'allow', scope: 'once', path: path.value.trim() } }
        : 'again';
    }
    case 'some':
      return pickSome(ask);
    case 'all':
      return showAll(ask);
  }
}

/** All names, a window at a time. `shown` only when the person went on to the end. */
async function showAll({ terminal, prompts, approval, signal }: AskApproval): Promise<Chosen<Decision> | 'again' | 'shown'> {
  const { lines } = approvalCard(legible(approval), { width: terminal.columns() - 2, style: terminal.style, perBlock: Infinity });
  for (let from = 0; from < lines.length;) {
    const upto = from + Math.max(terminal.rows() - 5, 5);
    for (const line of lines.slice(from, upto)) terminal.out(line);
    from = upto;
    if (from >= lines.length) break;
    const more = await prompts.select({
      message: `${Math.min(from, lines.length)} / ${lines.length}`,
      options: [
        { value: true, label: words.nextPage },
        { value: false, label: words.back },
      ],
      signal,
    });
    if (more.kind !== 'chosen') return more;
    if (!more.value) return 'again';
  }
  return 'shown';
}

async function pickSome(ask: AskApproval): Promise<Chosen<Decision> | 'again'> {
  const { operations } = legible(ask.approval).preview;
  const groups = operations.length > MOST_TICKS;
  const options = groups ? byFolder(operations) : operations.map((op) => single(op, ask.terminal.columns() - 8));
  const picked = await ask.prompts.several({
    message: groups ? words.pickGroups : words.pick,
    options,
    initial: options.map((option) => option.value).filter((ids) => ask.ticked?.includes(ids[0] ?? '') ?? true),
    signal: ask.signal,
  });
  if (picked.kind !== 'chosen') return picked;
  const ids = picked.value.flat();
  if (ids.length === 0) {
    ask.terminal.out(words.tooFewPicked);
    return 'again';
  }
  const all = ids.length === operations.length;
  return { kind: 'chosen', value: { decision: 'allow', scope: 'once', ...(all ? {} : { operations: ids }) } };
}

function single(op: Operation, width: number): Choice<readonly string[]> {
  const name = op.op === 'move' ? `${shown(op.from ?? '')} → ${shown(op.to ?? '')}` : shown(target(op));
  const size = op.bytes > 0 && op.op !== 'move' ? ` (${bytes(op.bytes)})` : '';
  return { value: [op.id], label: shorten(`${VERB[op.op]}: ${name}${size}`, width) };
}

function byFolder(operations: readonly Operation[]): Choice<readonly string[]>[] {
  const rest = operations.filter((op) => op.op !== 'move');
  return [
    ...groupMoves(operations.filter((op) => op.op === 'move')).map(({ from, to, operations: moves }) => ({
      value: moves.map((op) => op.id),
      label: `${shown(from)} → ${shown(to)} (${moves.length})`,
      hint: moveName(moves[0] as Operation),
    })),
    ...Object.entries(Object.groupBy(rest, (op) => op.op)).map(([kind, same]) => ({
      value: (same ?? []).map((op) => op.id),
      label: `${VERB[kind as Operation['op']]} (${same?.length ?? 0})`,
    })),
  ];
}
