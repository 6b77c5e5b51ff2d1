// Was an Dateien geschieht oder geschah, aus den Zahlen gesagt; was das Programm anders sagt, steht da, wie es kommt.
import { doneInWords, missedInWords, plannedInWords } from '../../../contract/change-words.ts';
import type { Counts } from '../../../contract/changes.ts';
import type { Words } from '../en.ts';

type Kind = Exclude<keyof Counts, 'other'>;
/** Eines oder mehrere. */
type Verbs = Readonly<Record<Kind, readonly [string, string]>>;

const will = (verb: string): readonly [string, string] => [`wird ${verb}`, `werden ${verb}`];
const would = (verb: string): readonly [string, string] => [`wäre ${verb} worden`, `wären ${verb} worden`];
const was = (verb: string): readonly [string, string] => [verb, verb];

/** In der Reihenfolge, in der es gesagt wird. */
const verbs = (say: typeof will): Verbs => ({
  move: say('verschoben'),
  create: say('angelegt'),
  replace: say('ersetzt'),
  attributes: say('mit anderen Rechten oder anderem Datum versehen'),
  delete: say('gelöscht'),
});
const TENSES = [
  { said: plannedInWords, verbs: verbs(will), none: 'Nichts wird geändert' },
  { said: doneInWords, verbs: verbs(was), none: 'Nichts wurde geändert' },
  { said: missedInWords, verbs: verbs(would), none: 'Nichts wäre geändert worden' },
] as const;
const NOUNS = { files: ['Datei', 'Dateien'], items: ['Eintrag', 'Einträge'] } as const;

/** Von einem Zurücknehmen und einem Wiedertun: Sie zählen Änderungen und keine Dateien. */
const TAKEN_BACK = /^(\d+) changes? (taken back|made again)$/;

export const saidChange: Words['saidChange'] = ({ summary, counts }) => {
  for (const { said, verbs: of, none } of counts ? TENSES : [])
    for (const noun of ['files', 'items'] as const)
      if (counts && said(counts, noun) === summary) return inWords(counts, NOUNS[noun], of) ?? none;
  const [, count, what] = TAKEN_BACK.exec(summary) ?? [];
  if (count === undefined) return summary;
  return `${number(Number(count))} ${either(Number(count), ['Änderung', 'Änderungen'])} ${what === 'made again' ? 'wieder getan' : 'zurückgenommen'}`;
};

function inWords(counts: Counts, noun: readonly [string, string], of: Verbs): string | undefined {
  const kinds = (Object.keys(of) as Kind[]).filter((kind) => (counts[kind] ?? 0) > 0);
  const parts = kinds.map((kind, at) => {
    const count = counts[kind] ?? 0;
    return [number(count), ...(at === 0 ? [either(count, noun)] : []), either(count, of[kind])].join(' ');
  });
  if (counts.other > 0) parts.push(`${number(counts.other)} Ordner ${either(counts.other, of.create)}`);
  if (parts.length === 0) return undefined;
  return (counts.delete === 0 ? [...parts, 'nichts gelöscht'] : parts).join(', ');
}

const either = (count: number, [one, more]: readonly [string, string]): string => (count === 1 ? one : more);
const number = (count: number): string => count.toLocaleString('de');
