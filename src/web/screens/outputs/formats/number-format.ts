// How a spreadsheet wants a number to be read: as a date, a share, an amount. Of its format codes (ECMA-376, 18.8.31) what people would miss.
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

export function sayNumber(value: number, code: string, reader: Reader): string {
  const sections = sectionsOf(code);
  const [first] = sections;
  if (!first || /^general$/i.test(code)) return plain(value, reader);
  const section = sectionFor(value, sections) ?? first;
  // A section for what is negative says so itself.
  const shown = section !== first && value < 0 ? -value : value;
  if (isDate(section)) return sayDate(shown, section, reader);
  return amount(shown, section, reader);
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

function sectionFor(value: number, sections: readonly Section[]): Section | undefined {
  if (value < 0) return sections[1];
  return value === 0 && sections.length > 2 ? sections[2] : sections[0];
}

const codeOf = (section: Section): string => section.map(({ text, literal }) => (literal ? '' : text)).join('');
const isDate = (section: Section): boolean => /[dmyhs]/i.test(codeOf(section).replace(/general/gi, ''));

const plain = (value: number, { language }: Reader): string =>
  new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 10 }).format(value);

function amount(value: number, section: Section, reader: Reader): string {
  const isDigit = ({ text, literal }: Piece): boolean => !literal && /[0#?.,]/.test(text);
  const from = section.findIndex(isDigit);
  const to = section.findLastIndex(isDigit);
  const say = (pieces: Section): string => pieces.map(({ text }) => text).join('');
  const code = codeOf(section);
  // `General` and `@` in a section, or a section of words only.
  if (from < 0)
    return say(section)
      .replace(/general|@/i, () => plain(value, reader))
      .trim();
  const digits = say(section.slice(from, to + 1));
  const scaled = (value * 100 ** (code.split('%').length - 1)) / 1000 ** (/,+$/.exec(digits)?.[0].length ?? 0);
  const scientific = /[0#?]e[+-]/i.test(say(section));
  const [whole = '', fraction = ''] = digits.split(/e/i)[0]!.split('.');
  // Amounts leave a gap for zero, beside the dash that stands for it.
  const isGap = scaled === 0 && !/[0#]/.test(digits);
  const text = isGap
    ? ''
    : new Intl.NumberFormat(reader.language, {
        notation: scientific ? 'scientific' : 'standard',
        useGrouping: /[#0],[#0]/.test(whole),
        minimumIntegerDigits: Math.min(21, Math.max(1, whole.replace(/[^0]/g, '').length)),
        minimumFractionDigits: Math.min(20, fraction.replace(/[^0]/g, '').length),
        maximumFractionDigits: /\//.test(code) ? 10 : Math.min(20, fraction.replace(/[^0#?]/g, '').length),
      }).format(Math.abs(scaled));
  const after = scientific ? '' : say(section.slice(to + 1));
  return `${scaled < 0 ? '-' : ''}${say(section.slice(0, from))}${text}${after}`.trim();
}

function sayDate(value: number, section: Section, reader: Reader): string {
  const code = section.map(({ text, literal }) => (literal ? ' ' : text.toLowerCase())).join('');
  if (/\[[hms]+\]/.test(code) || (/m+:s/.test(code) && !code.includes('h'))) return sayLength(value, code);
  // `m` is a minute beside hours and seconds, else a month; three or four `d` are a day of the week.
  const days = code.replace(/h+[^a-z]*m+|m+[^a-z]*s+|am\/pm|a\/p/g, '');
  const has = (part: RegExp): boolean => part.test(days);
  const [weekday, day, month, year] = [has(/ddd/), has(/(?<!d)dd?(?!d)/), has(/m/), has(/y/)];
  const time = /[hs]/.test(code);
  const at = new Date(Math.round(reader.firstDayMs + value * DAY_MS));
  const say = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(reader.language, { timeZone: 'UTC', ...options }).format(at);
  const clock = time ? ({ timeStyle: code.includes('s') ? 'medium' : 'short' } as const) : {};
  if (!weekday && !day && !month && !year) return say(clock);
  if (!weekday && day && month && year) return say({ dateStyle: 'medium', ...clock });
  const date = say({
    ...(weekday ? { weekday: has(/dddd/) ? 'long' : 'short' } : {}),
    ...(day ? { day: 'numeric' } : {}),
    // Alone, a number would not be known for a month.
    ...(month ? { month: has(/mmmm/) || !(day || year) ? 'long' : 'short' } : {}),
    ...(year ? { year: 'numeric' } : {}),
  });
  return time ? `${date}, ${say(clock)}` : date;
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
