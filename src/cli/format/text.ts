// Text measured in terminal cells: shortening, padding, wrapping. A letter of Chinese takes two cells, a combining mark none.
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';

export const widthOf = (text: string): number => stringWidth(text);

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const split = (text: string): string[] => Array.from(graphemes.segment(text), (part) => part.segment);

/**
 * Long names lose their middle: "Invoice 2024 …-final.pdf". The end, where the type stands, keeps a little more than a third. A name
 * stays in its line: line ends in it are shown, or it could pretend to be lines of ours.
 */
export function shorten(name: string, width: number): string {
  const text = name.replace(/[\n\t]/g, (sign) => `⟨0${sign.charCodeAt(0).toString(16)}⟩`);
  if (widthOf(text) <= width) return text;
  if (width <= 1) return width === 1 ? '…' : '';
  const parts = split(text);
  const tailWidth = Math.min(Math.ceil((width - 1) * 0.4), 24);
  const tail = takeEnd(parts, tailWidth).trimStart();
  return `${takeStart(parts, width - 1 - widthOf(tail))}…${tail}`;
}

/** Cuts at the end; for lines of text, not for names. */
export function clip(lines: string, width: number): string {
  const text = lines.replace(/\s*[\n\t]\s*/g, ' ');
  return widthOf(text) <= width ? text : `${takeStart(split(text), Math.max(width - 1, 0))}…`;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** Lines of at most `width` cells, broken at words where there are any; `indent` stands before every line but the first. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const room = Math.max(width - widthOf(indent), 8);
  const lines = wrapAnsi(text, room, { hard: true, trim: true, wordWrap: true }).split('\n');
  return lines.map((line, i) => (i === 0 || line === '' ? line : indent + line));
}

function takeStart(parts: readonly string[], width: number): string {
  let taken = '';
  let used = 0;
  for (const part of parts) {
    used += widthOf(part);
    if (used > width) break;
    taken += part;
  }
  return taken;
}

const takeEnd = (parts: readonly string[], width: number): string => {
  let taken = '';
  let used = 0;
  for (const part of parts.toReversed()) {
    used += widthOf(part);
    if (used > width) break;
    taken = part + taken;
  }
  return taken;
};
