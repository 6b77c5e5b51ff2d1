// Numbers with their units, as people say them in the language of the page.
import { language } from './words.ts';

const whole = new Intl.NumberFormat(language);
const cents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const sayNumber = (n: number): string => whole.format(n);

/** "12 s", "3 min", "2 h 5 min". */
export function sayDuration(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 0);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 5 && seconds % 60 > 0 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What is more than nothing never reads as nothing. */
export const sayUsd = (usd: number): string => (usd > 0 && usd < 0.005 ? `< ${cents.format(0.01)} $` : `${cents.format(usd)} $`);
