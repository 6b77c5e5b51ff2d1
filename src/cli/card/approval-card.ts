// The question card: what would change, the irreversible first. Lines only; asking is `ask-approval`.
import type { Approval, Operation } from '../../contract/changes.ts';
import { bytes } from '../format/numbers.ts';
import { shorten, wrap } from '../format/text.ts';
import type { Style } from '../terminal.ts';
import { VERB, words } from '../words/changes.ts';
import { diffLines } from './diff-lines.ts';
import { scheduleLines } from './schedule-lines.ts';
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

/** Blocks in the order of harm: irreversible, conflicts, hosts, deletes, replacements, new ones, moves, the rest. */
export function approvalCard(approval: Approval, options: CardOptions): Card {
  const { preview } = approval;
  const { width, style } = options;
  const draw = blockDrawer(options);
  const sorted = sortOut(preview.operations);
  // One changed text gets the room of a block; of several, each shows how it begins.
  const diff = { width: width - 4, style, most: preview.operations.length === 1 ? options.perBlock * 3 : options.perBlock };
  const withDiff = (op: Operation): Entry => ({ ...withSize(op), ...(op.diff === undefined ? {} : diffLines(op.diff, diff)) });
  const head = wrap(preview.summary, width).map((line) => style.bold(line));
  const blocks = [
    draw(words.irreversible(preview.irreversible.length), preview.irreversible.map(named), 'bad'),
    draw(
      words.conflicts,
      sorted.conflicts.map((op) => named(`${target(op)}: ${op.conflict ?? ''}`)),
      'bad',
    ),
    draw(
      words.hosts,
      sorted.hosts.map((op) => ({ name: target(op) })),
      'accent',
    ),
    draw(words.deletes, sorted.deletes.map(withSize), 'bad'),
    draw(words.replaces, sorted.replaces.map(withDiff), 'accent'),
    draw(words.creates, sorted.creates.map(withDiff), 'calm'),
    ...moveBlocks(sorted.moves, options, draw),
    draw(
      words.others,
      [...foldersIn(sorted.folders), ...sorted.others.map((op) => `${shown(target(op))} (${VERB[op.op]})`)].map(named),
      'calm',
    ),
  ];
  const hidden = preview.next !== undefined || blocks.some((block) => block.cut);
  const rest = preview.next === undefined ? [] : [style.dim(words.more(total(approval) - preview.operations.length))];
  const why = wrap(words.why(preview.rule), width).map((line) => style.dim(line));
  return {
    whole: !hidden,
    lines: [...head, ...scheduleLines(approval, width), ...blocks.flatMap((block) => block.lines), ...rest, ...why],
  };
}

interface Block {
  readonly lines: readonly string[];
  readonly cut: boolean;
}
/** A name, and what of its content is shown below it. */
interface Entry {
  readonly name: string;
  readonly lines?: readonly string[];
  readonly cut?: boolean;
}
type Draw = (head: string, entries: readonly Entry[], tone: 'bad' | 'accent' | 'calm') => Block;

function blockDrawer({ width, style, perBlock }: CardOptions): Draw {
  return (head, entries, tone) => {
    if (entries.length === 0) return { lines: [], cut: false };
    const first = entries.slice(0, entries.length <= perBlock + 1 ? entries.length : perBlock);
    const left = entries.length - first.length;
    const lines = [
      style[tone](head),
      ...first.flatMap(({ name, lines: below = [] }) => [`  ${shorten(name, width - 2)}`, ...below.map((line) => `    ${line}`)]),
      ...(left > 0 ? [style.dim(`  ${words.more(left)}`)] : []),
    ];
    return { lines, cut: left > 0 || first.some((entry) => entry.cut) };
  };
}

function moveBlocks(moves: readonly Operation[], options: CardOptions, draw: Draw): Block[] {
  const groups = groupMoves(moves);
  const drawn = groups.slice(0, options.perBlock + 1).map(({ from, to, operations }) => {
    const half = Math.max(Math.floor((options.width - 12) / 2), 6);
    const head = from === to ? shorten(shown(from), half * 2) : `${shorten(shown(from), half)} → ${shorten(shown(to), half)}`;
    return draw(
      `${head} (${operations.length.toLocaleString('en-US')})`,
      operations.map((op) => ({ name: moveName(op) })),
      'calm',
    );
  });
  const left = groups.slice(drawn.length);
  if (left.length === 0) return drawn;
  const files = left.reduce((sum, { operations }) => sum + operations.length, 0);
  return [...drawn, { lines: [options.style.dim(shorten(words.moreFolders(left.length, files), options.width))], cut: true }];
}

function sortOut(operations: readonly Operation[]) {
  const conflicts = operations.filter((op) => op.conflict !== undefined);
  const rest = operations.filter((op) => op.conflict === undefined);
  const of = (...kinds: Operation['op'][]): Operation[] => rest.filter((op) => kinds.includes(op.op));
  return {
    conflicts,
    hosts: of('connect'),
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
const named = (name: string): Entry => ({ name: shown(name) });
const withSize = (op: Operation): Entry => named(op.bytes > 0 ? `${target(op)} (${bytes(op.bytes)})` : target(op));

function total({ preview: { counts } }: Approval): number {
  return counts.create + counts.replace + counts.move + counts.delete + counts.other + (counts.attributes ?? 0);
}
