// How a spreadsheet wants a number to be read: as a date, a share, an amount. Of its format codes only what people would miss.
import { language } from '../../../words/words.ts';

const DAY_MS = 86_400_000;
/** Formats that have a number instead of a code (ECMA-376, 18.8.30). */
const BUILT_IN: Readonly<Record<number, string>> = {
  ...{ 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 14: 'd.m.yyyy', 15: 'd.m.yy', 16: 'd.m', 17: 'm.yy' },
  ...{ 18: 'h:mm', 19: 'h:mm:ss', 20: 'h:mm', 21: 'h:mm:ss', 22: 'd.m.yyyy h:mm', 37: '#,##0', 38: '#,##0', 39: '#,##0.00' },
  ...{ 40: '#,##0.00', 45: 'mm:ss', 46: 'h:mm:ss', 47: 'mm:ss' },
};

export const formatCode = (id: number, own: ReadonlyMap<number, string>): string => own.get(id) ?? BUILT_IN[id] ?? '';

/** `first` is the day 0 of the file: its calendar begins in 1900 or in 1904. */
export function sayNumber(value: number, code: string, firstDayMs: number): string {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '').split(';')[0] ?? '';
  if (/[dmyhs]/i.test(bare)) return sayDate(new Date(Math.round(firstDayMs + value * DAY_MS)), bare);
  const digits = /\.(0+)/.exec(bare)?.[1]?.length;
  const fixed = digits ?? (/0/.test(bare) ? 0 : undefined);
  const text = new Intl.NumberFormat(language, {
    style: bare.includes('%') ? 'percent' : 'decimal',
    useGrouping: bare.includes(','),
    ...(fixed === undefined ? { maximumFractionDigits: 10 } : { minimumFractionDigits: fixed, maximumFractionDigits: fixed }),
  }).format(value);
  const currency = /\[\$([^\-\]]+)|"([€$£¥])"|([€$£¥])/.exec(code);
  const sign = currency?.[1] ?? currency?.[2] ?? currency?.[3];
  return sign === undefined ? text : `${text} ${sign}`;
}

function sayDate(at: Date, code: string): string {
  const time = /h|s/i.test(code);
  const day = /[dy]/i.test(code) || !time;
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    ...(day ? { dateStyle: 'medium' } : {}),
    ...(time ? { timeStyle: /s/i.test(code) ? 'medium' : 'short' } : {}),
  }).format(at);
}
