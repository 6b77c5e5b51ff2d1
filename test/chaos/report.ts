// What a soak found, as the table of docs/RELIABILITY.md and as JSON.
import type { Finding } from '../../bench/results.ts';
import type { Growth } from './growth.ts';
import type { SoakReport } from './soak.ts';

/** Last quarter against the first: more is a leak. */
const MOST_GROWTH = 1.1;

/** Processes that grew, in words; nothing where none lived long enough to say. */
export function growthIn(growth: readonly Growth[]): string[] {
  const ratio = ([first, last]: readonly [number, number]): number => last / first;
  return growth.flatMap(({ process, rssMb, files, inUseMb }) => {
    // Without a collection the resident memory of Node says how long ago the last one was.
    const mb = inUseMb ?? rssMb;
    return [
      ...(ratio(mb) > MOST_GROWTH ? [`memory of the ${process} grew from ${mb[0]} to ${mb[1]} MB`] : []),
      ...(ratio(files) > MOST_GROWTH ? [`open files of the ${process} grew from ${files[0]} to ${files[1]}`] : []),
    ];
  });
}

export function findingOf(report: SoakReport, of: { name: string; command: string; seed: number }): Finding {
  const { verdicts } = report;
  const sum = (part: 'effects' | 'events' | 'cutAttempts'): number => verdicts.reduce((all, verdict) => all + verdict[part], 0);
  const ended = tally(verdicts.filter(({ waitingFor }) => waitingFor === undefined).map(({ status }) => status));
  const waiting = tally(verdicts.flatMap(({ waitingFor }) => waitingFor ?? []));
  const rows: [string, string | number][] = [
    ['tasks handed over', verdicts.length],
    ['ended', inWords(ended)],
    ['left waiting on purpose, for', inWords(waiting)],
    ['lost, doubled, stuck, with a gap in their events, or with an answer that nobody gave', report.wrong.length],
    ['effects compared with what was decided', sum('effects')],
    ['events', sum('events')],
    ['answers of people that were kept', inWords(report.answers)],
    ['model answers that were cut and paid again', sum('cutAttempts')],
    ['pauses by the product itself', inWords(tally(report.holds))],
    ['what happened to the product', inWords(report.mishaps)],
    ['what happened to answers of the AI service', inWords(report.faults)],
    ...report.growth.map(({ process, samples, rssMb, files, inUseMb }): [string, string] => [
      `${process}, first and last quarter of ${samples} s`,
      `${rssMb[0]} → ${rssMb[1]} MB${inUseMb ? ` (after a collection ${inUseMb[0]} → ${inUseMb[1]})` : ''}, ${files[0]} → ${files[1]} open files`,
    ]),
    ['minutes', Math.round(report.seconds / 6) / 10],
  ];
  const missing = report.notDone.map((what) => `Not possible on that machine: ${what}.`);
  return { ...of, table: { head: ['', 'found'], rows }, notes: missing, details: report };
}

export function tally(things: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[thing] = (counts[thing] ?? 0) + 1;
  return counts;
}

function inWords(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? 'none' : entries.map(([what, times]) => `${what} ${times}×`).join(', ');
}
