// Puts results between the markers of a document. Pure.
import type { Result, Table } from './results.ts';

const MARKED = /(<!-- table:([a-z0-9-]+) -->\n)[\s\S]*?(<!-- \/table:\2 -->)/g;

/** Replaces what is between each pair of markers; a marker without a result keeps what it has. */
export function renderTables(document: string, resultOf: (name: string) => Result | undefined): string {
  return document.replace(MARKED, (whole, open: string, name: string, close: string) => {
    const result = resultOf(name);
    return result ? `${open}${rendered(result)}\n${close}` : whole;
  });
}

function rendered(result: Result): string {
  const seed = result.seed === undefined ? '' : `, seed ${result.seed}`;
  const origin = `Written by \`npm run tables\` from \`${result.command}\`: ${result.at.slice(0, 10)}, commit ${result.commit}${seed}; ${result.machine}.${sizesOf(result)}`;
  return [origin, '', ...lines(result.table), ...(result.notes?.length ? ['', ...result.notes.map((n) => `- ${n}`)] : [])].join(
    '\n',
  );
}

function sizesOf({ sizes }: Result): string {
  if (!sizes) return '';
  const all = Object.entries(sizes).map(([name, size]) => `${name} ${[size].flat().map(cellText).join(' / ')}`);
  return ` Sizes: ${all.join(', ')}.`;
}

function lines({ head, rows }: Table): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

const cellText = (cell: string | number): string =>
  typeof cell === 'number' ? cell.toLocaleString('en-US') : cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
