// Values separated by comma, semicolon or tab, with quoted fields (RFC 4180), as programs really write them.
import { MOST_ROWS, type Table } from './table.ts';

const SEPARATORS = [',', ';', '\t'] as const;

export function readCsv(text: string): Table {
  const clean = text.replace(/^\ufeff/, '');
  const separator = separatorOf(clean);
  const rows: string[][] = [];
  let totalRows = 0;
  let row: string[] = [];
  let at = 0;
  while (at < clean.length) {
    const field = clean[at] === '"' ? quoted(clean, at) : plain(clean, at, separator);
    row.push(field.text);
    at = field.end;
    if (clean[at] === separator) {
      at += 1;
      // A separator at the very end is followed by one more, empty field.
      if (at < clean.length) continue;
      row.push('');
    }
    at += clean.startsWith('\r\n', at) ? 2 : 1;
    totalRows += 1;
    if (rows.length < MOST_ROWS) rows.push(row);
    row = [];
  }
  return { name: '', rows, totalRows };
}

/** The one that is most often in the first line, outside of quotes. */
function separatorOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text.replace(/"[^"]*"/g, ''))?.[0] ?? '').slice(0, 10_000);
  const count = (separator: string): number => line.split(separator).length;
  return SEPARATORS.reduce<string>((best, one) => (count(one) > count(best) ? one : best), ',');
}

interface Field {
  readonly text: string;
  readonly end: number;
}

function plain(text: string, from: number, separator: string): Field {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { text: text.slice(from, end), end };
}

/** What stands between the closing quote and the separator is no field's and is left out. */
function quoted(text: string, from: number): Field {
  let content = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { text: content + text.slice(at), end: text.length };
    content += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { text: content, end: quote + 1 };
    content += '"';
    at = quote + 2;
  }
}
