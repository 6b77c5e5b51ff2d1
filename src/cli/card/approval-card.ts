// The question card: what would change, the irreversible first. Lines only; asking is `ask-approval`.
import type { Approval, Operation } from '../../contract/changes.ts';
import { bytes } from '../format/numbers.ts';
import { shorten, wrap } from '../format/text.ts';
import type { Style } from '../terminal.ts';
import { VERB, willHappen, words } from '../words/changes.ts';
import { groupMoves, moveName, shown } from './group-moves.ts';

export interface Card {
  readonly lines: readonly string[];
  /** False when names were left out for room: then Enter must not allow. */
  readonly whole: boolean;
}

export interface CardOptions {
  readonly width: number;
  readonly style: Style;
  /** Names shown per block; Infinity shows all that the preview holds. */
  readonly perBlock: number;
}

/** Blocks in the order of harm: irreversible, conflicts, deletes, replacements, new ones, moves, the rest. */
export function approvalCard(approval: Approval, options: CardOptions): Card {
  const { preview } = approval;
  const { width, style } = options;
  const draw = blockDrawer(options);
  const sorted = sortOut(preview.operations);
  const head = wrap(willHappen(preview.counts) ?? preview.summary, width).map((line) => style.bold(line));
  const blocks = [
    draw(words.irreversible(preview.irreversible.length), preview.irreversible.map(shown), 'bad'),
    draw(
      words.conflicts,
      sorted.conflicts.map((op) => `${shown(target(op))}: ${op.conflict ?? ''}`),
      'bad',
    ),
    draw(words.deletes, sorted.deletes.map(withSize), 'bad'),
    draw(words.replaces, sorted.replaces.map(withSize), 'accent'),
    draw(words.creates, sorted.creates.map(withSize), 'calm'),
    ...moveBlocks(sorted.moves, options, draw),
    draw(
      words.others,
      [...foldersIn(sorted.folders), ...sorted.others.map((op) => `${shown(target(op))} (${VERB[op.op]})`)],
      'calm',
    ),
  ];
  const diff = onlyDiff(preview.operations, options);
  const hidden = preview.next !== undefined || diff.cut || blocks.some((block) => block.cut);
  const rest = preview.next === undefined ? [] : [style.dim(words.more(total(approval) - preview.operations.length))];
  const why = wrap(words.why(preview.rule), width).map((line) => style.dim(line));
  return { whole: !hidden, lines: [...head, ...blocks.flatMap((block) => block.lines), ...diff.lines, ...rest, ...why] };
}

interface Block {
  readonly lines: readonly string[];
  readonly cut: boolean;
}
type Draw = (head: string, names: readonly string[], tone: 'bad' | 'accent' | 'calm') => Block;

function blockDrawer({ width, style, perBlock }: CardOptions): Draw {
  return (head, names, tone) => {
    if (names.length === 0) return { lines: [], cut: false };
    const first = names.slice(0, names.length <= perBlock + 1 ? names.length : perBlock);
    const left = names.length - first.length;
    const lines = [style[tone](head), ...first.map((name) => `  ${shorten(name, width - 2)}`)];
    return { lines: left > 0 ? [...lines, style.dim(`  ${words.more(left)}`)] : lines, cut: left > 0 };
  };
}

function moveBlocks(moves: readonly Operation[], options: CardOptions, draw: Draw): Block[] {
  const groups = groupMoves(moves);
  const drawn = groups.slice(0, options.perBlock + 1).map(({ from, to, operations }) => {
    const half = Math.max(Math.floor((options.width - 12) / 2), 6);
    const head = from === to ? shorten(shown(from), half * 2) : `${shorten(shown(from), half)} → ${shorten(shown(to), half)}`;
    return draw(`${head} (${operations.length.toLocaleString('en-US')})`, operations.map(moveName), 'calm');
  });
  const left = groups.length - drawn.length;
  return left > 0 ? [...drawn, { lines: [options.style.dim(words.more(left))], cut: true }] : drawn;
}

/** One changed text file is shown as the difference itself. */
function onlyDiff(operations: readonly Operation[], { width, style, perBlock }: CardOptions): Block {
  const diff = operations.length === 1 ? operations[0]?.diff : undefined;
  if (diff === undefined) return { lines: [], cut: false };
  const all = diff.split('\n').filter((line) => line !== '' && !/^(---|\+\+\+|Index:|=====|\\ No newline)/.test(line));
  const most = perBlock * 3;
  const first = all.slice(0, most);
  const paint = (line: string): string => {
    const text = `  ${shorten(line, width - 2)}`;
    return line.startsWith('+') ? style.good(text) : line.startsWith('-') ? style.bad(text) : style.dim(text);
  };
  const left = all.length - first.length;
  return { lines: [...first.map(paint), ...(left > 0 ? [style.dim(`  ${words.more(left)}`)] : [])], cut: left > 0 };
}

function sortOut(operations: readonly Operation[]) {
  const conflicts = operations.filter((op) => op.conflict !== undefined);
  const rest = operations.filter((op) => op.conflict === undefined);
  const of = (...kinds: Operation['op'][]): Operation[] => rest.filter((op) => kinds.includes(op.op));
  return {
    conflicts,
    deletes: of('delete', 'rmdir'),
    replaces: of('replace'),
    creates: of('create', 'restore'),
    moves: of('move'),
    folders: of('mkdir'),
    others: of('attributes'),
  };
}

/** Folders that the rest needs are counted: their names are in the targets. One alone is named. */
const foldersIn = (folders: readonly Operation[]): string[] =>
  folders.length < 2 ? folders.map((op) => `${shown(target(op))} (${VERB.mkdir})`) : [words.newFolders(folders.length)];

export const target = (op: Operation): string => op.to ?? op.from ?? '';
const withSize = (op: Operation): string => (op.bytes > 0 ? `${shown(target(op))} (${bytes(op.bytes)})` : shown(target(op)));

function total({ preview: { counts } }: Approval): number {
  return counts.create + counts.replace + counts.move + counts.delete + counts.other;
}
