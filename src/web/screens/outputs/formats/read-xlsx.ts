// The sheets of an .xlsx, as the values that were last computed. Formulas are not run.
import { language, words } from '../../../words/words.ts';
import { type Merge, mergesOf } from './merged.ts';
import { formatCode, numbersFor } from './number-format.ts';
import { all, attribute, child, children, openOfficeFile } from './office-file.ts';
import { MOST_COLUMNS, MOST_ROWS, type Table } from './table.ts';

const WORKBOOK = 'xl/workbook.xml';

interface Book {
  readonly shared: readonly string[];
  /** Format codes by the style of a cell. */
  readonly formats: readonly string[];
  readonly say: ReturnType<typeof numbersFor>;
}

export function readXlsx(bytes: Uint8Array): Table[] {
  const file = openOfficeFile(bytes);
  const workbook = file.xml(WORKBOOK);
  if (!workbook) throw new Error('no workbook');
  const targets = file.targets(WORKBOOK);
  const book: Book = {
    shared: children(file.xml('xl/sharedStrings.xml'), 'si').map(textOf),
    formats: formatsOf(file.xml('xl/styles.xml')),
    // The calendar of 1900 knows a 29 February 1900, so that its day 0 is taken to be a day earlier.
    say: numbersFor({
      language,
      firstDayMs: isOn(all(workbook, 'workbookPr')[0]?.getAttribute('date1904')) ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30),
    }),
  };
  return all(workbook, 'sheet')
    .filter((sheet) => !/hidden/i.test(sheet.getAttribute('state') ?? ''))
    .flatMap((sheet) => {
      const part = file.xml(targets.get(attribute(sheet, 'id') ?? '')?.target ?? '');
      return part ? [{ name: sheet.getAttribute('name') ?? '', ...readSheet(part, book) }] : [];
    });
}

function formatsOf(styles: Element | undefined): string[] {
  const own = new Map(
    all(styles, 'numFmt').map((one) => [Number(one.getAttribute('numFmtId')), one.getAttribute('formatCode') ?? '']),
  );
  return children(child(styles, 'cellXfs'), 'xf').map((xf) => formatCode(Number(xf.getAttribute('numFmtId')), own));
}

function readSheet(sheet: Element, book: Book): Omit<Table, 'name'> {
  const rows: string[][] = [];
  let totalRows = 0;
  for (const row of children(child(sheet, 'sheetData'), 'row')) {
    const number = Number(row.getAttribute('r') ?? totalRows + 1);
    totalRows = Math.max(totalRows + 1, number);
    if (number > MOST_ROWS) continue;
    // Empty rows are not in the file.
    while (rows.length < number - 1) rows.push([]);
    rows[number - 1] = cellsOf(row, book);
  }
  return {
    rows,
    totalRows,
    widths: widthsOf(sheet),
    merged: mergesOf(
      all(child(sheet, 'mergeCells'), 'mergeCell').flatMap((one) => mergeOf(one.getAttribute('ref') ?? '')),
      MOST_COLUMNS,
    ),
    frozen: frozenOf(sheet),
  };
}

const isOn = (value: string | null | undefined): boolean => value === '1' || value === 'true';

function widthsOf(sheet: Element): Map<number, number> {
  const widths = new Map<number, number>();
  for (const one of children(child(sheet, 'cols'), 'col')) {
    const width = Number(one.getAttribute('width'));
    const last = Math.min(MOST_COLUMNS, Number(one.getAttribute('max')));
    // A column that is hidden is shown here: better too much than to leave out what a sum is made of.
    if (width > 0 && !isOn(one.getAttribute('hidden')))
      for (let column = Number(one.getAttribute('min')); column <= last; column += 1) widths.set(column - 1, width);
  }
  return widths;
}

/** `B2:D3`. */
function mergeOf(range: string): Merge[] {
  const [, left = '', top = '', right = '', bottom = ''] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(range) ?? [];
  if (bottom === '') return [];
  return [{ top: Number(top) - 1, left: columnOf(left), bottom: Number(bottom) - 1, right: columnOf(right) }];
}

function frozenOf(sheet: Element): { rows: number; columns: number } {
  const pane = all(child(sheet, 'sheetViews'), 'pane')[0];
  const frozen = /^frozen/.test(pane?.getAttribute('state') ?? '');
  return {
    rows: frozen ? Number(pane?.getAttribute('ySplit') ?? 0) : 0,
    columns: frozen ? Number(pane?.getAttribute('xSplit') ?? 0) : 0,
  };
}

function cellsOf(row: Element, book: Book): string[] {
  const cells: string[] = [];
  for (const cell of children(row, 'c')) {
    const letters = /^[A-Z]+/.exec(cell.getAttribute('r') ?? '')?.[0];
    const column = letters === undefined ? cells.length : columnOf(letters);
    if (column >= MOST_COLUMNS) break;
    while (cells.length < column) cells.push('');
    cells[column] = valueOf(cell, book);
  }
  return cells;
}

/** A → 0, Z → 25, AA → 26. */
const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function valueOf(cell: Element, book: Book): string {
  const value = child(cell, 'v')?.textContent ?? '';
  switch (cell.getAttribute('t')) {
    case 's':
      return book.shared[Number(value)] ?? '';
    case 'inlineStr':
      return textOf(child(cell, 'is'));
    case 'b':
      return value === '1' ? words.results.yes : words.results.no;
    case 'str':
    case 'e':
      return value;
    default:
      return value === '' || Number.isNaN(Number(value))
        ? value
        : book.say(Number(value), book.formats[Number(cell.getAttribute('s') ?? 0)] ?? '');
  }
}

/** All its pieces but how it is to be pronounced. */
const textOf = (of: Element | undefined): string =>
  all(of, 't')
    .filter((piece) => piece.parentElement?.localName !== 'rPh')
    .map((piece) => piece.textContent ?? '')
    .join('');
