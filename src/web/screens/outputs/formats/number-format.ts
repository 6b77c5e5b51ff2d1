// How a spreadsheet wants a number to be read: as a date, a share, an amount. Of its format codes (ECMA-376, 18.8.31) what people would miss.
import { type Formatters, formattersFor } from './formatters.ts';

const DAY_MS = 86_400_000;
/** Formats that have a number instead of a code (18.8.30). Dates are said in the reader's way, whatever the order here. */
const BUILT_IN: Readonly<Record<number, string>> = {
  ...{ 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 14: 'd.m.yyyy', 15: 'd-mmm-yy' },
  ...{ 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm', 19: 'h:mm:ss', 20: 'h:mm', 21: 'h:mm:ss', 22: 'd.m.yyyy h:mm' },
  ...{ 37: '#,##0;(#,##0)', 38: '#,##0;(#,##0)', 39: '#,##0.00;(#,##0.00)', 40: '#,##0.00;(#,##0.00)' },
  ...{ 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"' },
  ...{ 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss', 48: '0.0E+0' },
};

export const formatCode = (id: number, own: ReadonlyMap<number, string>): string => own.get(id) ?? BUILT_IN[id] ?? '';

export interface Reader {
  readonly language: string;
  /** The day 0 of the file: its calendar begins in 1900 or in 1904. */
  readonly firstDayMs: number;
}

type Say = (value: number) => string;

/** No program lets a code be longer. */
const LONGEST_CODE = 255;

/** Says the numbers of one workbook: each of its codes is read once, however many cells have it. */
export function numbersFor(reader: Reader): (value: number, code: string) => string {
  const formats = formattersFor(reader.language);
  const plain = plainly(formats);
  const read = new Map<string, Say>();
  return (value, code) => {
    const say = read.get(code) ?? sayingOf(code.slice(0, LONGEST_CODE), { formats, plain, firstDayMs: reader.firstDayMs });
    read.set(code, say);
    return say(value);
  };
}

interface Book {
  readonly formats: Formatters;
  readonly plain: Say;
  readonly firstDayMs: number;
}

function sayingOf(code: string, book: Book): Say {
  // The fourth section is for texts.
  const sections = sectionsOf(code)
    .slice(0, 3)
    .map((section) => (isDate(section) ? dates(section, book) : amounts(section, book)));
  const [first] = sections;
  if (!first || /^general$/i.test(code)) return book.plain;
  return (value) => {
    const say = sectionFor(value, sections) ?? first;
    // A section for what is negative says so itself.
    return say(say !== first && value < 0 ? -value : value);
  };
}

/** A code in pieces: what stands for the value, and what is written as it is. */
interface Piece {
  readonly text: string;
  readonly literal: boolean;
}
type Section = readonly Piece[];

const PIECES = /"([^"]*)"?|\\(.)|_.|\*.|\[\$([^\-\]]*)[^\]]*\]|\[([^\]]*)\]|(;)|./gsu;

function sectionsOf(code: string): Section[] {
  if (code === '') return [];
  const sections: Piece[][] = [[]];
  for (const [whole, quoted, escaped, currency, bracket, end] of code.matchAll(PIECES)) {
    const add = (text: string, literal: boolean): void => void sections.at(-1)?.push({ text, literal });
    if (end !== undefined) sections.push([]);
    else if (quoted !== undefined || escaped !== undefined || currency !== undefined)
      add(quoted ?? escaped ?? currency ?? '', true);
    // Of what is in brackets only times that go on beyond a day; colours and conditions are left out.
    else if (bracket !== undefined) {
      if (/^[hms]+$/i.test(bracket)) add(whole, false);
    } else if (!/^[_*]./s.test(whole)) add(whole, !/[0#?.,%Edmyhs:/AP]/i.test(whole));
  }
  return sections;
}

function sectionFor(value: number, sections: readonly Say[]): Say | undefined {
  if (value < 0) return sections[1];
  return value === 0 && sections.length > 2 ? sections[2] : sections[0];
}

const codeOf = (section: Section): string => section.map(({ text, literal }) => (literal ? '' : text)).join('');
const isDate = (section: Section): boolean => /[dmyhs]/i.test(codeOf(section).replace(/general/gi, ''));

function plainly(formats: Formatters): Say {
  const format = formats.number({ useGrouping: false, maximumFractionDigits: 10 });
  return (value) => format.format(value);
}

function amounts(section: Section, { formats, plain }: Book): Say {
  const isDigit = ({ text, literal }: Piece): boolean => !literal && /[0#?.,]/.test(text);
  const from = section.findIndex(isDigit);
  const to = section.findLastIndex(isDigit);
  const say = (pieces: Section): string => pieces.map(({ text }) => text).join('');
  const code = codeOf(section);
  // `General` and `@` in a section, or a section of words only.
  if (from < 0)
    return (value) =>
      say(section)
        .replace(/general|@/i, () => plain(value))
        .trim();
  const digits = say(section.slice(from, to + 1));
  const [times, parts] = [100 ** (code.split('%').length - 1), 1000 ** (/,+$/.exec(digits)?.[0].length ?? 0)];
  const scientific = /[0#?]e[+-]/i.test(say(section));
  const [whole = '', fraction = ''] = digits.split(/e/i)[0]!.split('.');
  const least = Math.min(20, fraction.replace(/[^0]/g, '').length);
  const format = formats.number({
    notation: scientific ? 'scientific' : 'standard',
    useGrouping: /[#0],[#0]/.test(whole),
    minimumIntegerDigits: Math.min(21, Math.max(1, whole.replace(/[^0]/g, '').length)),
    minimumFractionDigits: least,
    maximumFractionDigits: /\//.test(code) ? Math.max(least, 10) : Math.min(20, fraction.replace(/[^0#?]/g, '').length),
  });
  const before = say(section.slice(0, from));
  const after = scientific ? '' : say(section.slice(to + 1));
  return (value) => {
    const scaled = (value * times) / parts;
    // Amounts leave a gap for zero, beside the dash that stands for it.
    const isGap = scaled === 0 && !/[0#]/.test(digits);
    return `${scaled < 0 ? '-' : ''}${before}${isGap ? '' : format.format(Math.abs(scaled))}${after}`.trim();
  };
}

function dates(section: Section, { formats, plain, firstDayMs }: Book): Say {
  const say = momentsOf(section, formats);
  return (value) => {
    const at = new Date(Math.round(firstDayMs + value * DAY_MS));
    // No calendar goes so far: it is a number after all.
    return Number.isNaN(at.getTime()) ? plain(value) : say(at, value);
  };
}

function momentsOf(section: Section, formats: Formatters): (at: Date, value: number) => string {
  const code = section.map(({ text, literal }) => (literal ? ' ' : text.toLowerCase())).join('');
  if (/\[[hms]+\]/.test(code) || (/m+:s/.test(code) && !code.includes('h'))) return (_, value) => sayLength(value, code);
  // `m` is a minute beside hours and seconds, else a month; three or four `d` are a day of the week.
  const days = code.replace(/h+[^a-z]*m+|m+[^a-z]*s+|am\/pm|a\/p/g, '');
  const has = (part: RegExp): boolean => part.test(days);
  const [weekday, day, month, year] = [has(/ddd/), has(/(?<!d)dd?(?!d)/), has(/m/), has(/y/)];
  const time = /[hs]/.test(code);
  const sayAs = (options: Intl.DateTimeFormatOptions): ((at: Date) => string) => {
    const format = formats.date(options);
    return (at) => format.format(at);
  };
  const clock = time ? ({ timeStyle: code.includes('s') ? 'medium' : 'short' } as const) : {};
  if (!weekday && !day && !month && !year) return sayAs(clock);
  if (!weekday && day && month && year) return sayAs({ dateStyle: 'medium', ...clock });
  const sayDay = sayAs({
    ...(weekday ? { weekday: has(/dddd/) ? 'long' : 'short' } : {}),
    ...(day ? { day: 'numeric' } : {}),
    // Alone, a number would not be known for a month.
    ...(month ? { month: has(/mmmm/) || !(day || year) ? 'long' : 'short' } : {}),
    ...(year ? { year: 'numeric' } : {}),
  });
  if (!time) return sayDay;
  const sayTime = sayAs(clock);
  return (at) => `${sayDay(at)}, ${sayTime(at)}`;
}

/** How long, not when: 26:30 is more than a day. */
function sayLength(value: number, code: string): string {
  const seconds = Math.round(Math.abs(value) * (DAY_MS / 1000));
  const two = (part: number): string => String(part).padStart(2, '0');
  const hours = code.includes('h');
  const parts = [
    ...(hours ? [String(Math.floor(seconds / 3600))] : []),
    ...(code.includes('m') ? [hours ? two(Math.floor(seconds / 60) % 60) : String(Math.floor(seconds / 60))] : []),
    ...(code.includes('s') ? [code.includes('m') ? two(seconds % 60) : String(seconds)] : []),
  ];
  return `${value < 0 ? '-' : ''}${parts.join(':')}`;
}
