// Worte über das, was als Datei auf einen anderen Computer mitkommt.
import type { Words } from '../en.ts';

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('de')} ${count === 1 ? one : many}`;

export const exported: Words['exported'] = {
  menu: 'Als Datei sichern …',
  title: 'Als Datei sichern',
  taskHint: 'Die ganze Aufgabe mit ihren Ergebnissen und allem, was sie begonnen hat, für einen anderen Computer.',
  threadHint: 'Das ganze Gespräch und seine Aufgaben mit ihren Ergebnissen, für einen anderen Computer.',
  make: 'Datei erstellen',
  again: 'Noch einmal erstellen',
  stop: 'Anhalten',
  making: 'Wird erstellt. Die Seite kann solange verlassen werden.',
  save: (name, size) => `${name} sichern (${size})`,
  holds: ({ tasks = 0, threads = 0, schedules = 0 }) =>
    [
      counted(tasks, 'Aufgabe', 'Aufgaben'),
      ...(threads > 0 ? [counted(threads, 'Gespräch', 'Gespräche')] : []),
      ...(schedules > 0 ? [counted(schedules, 'Zeitplan', 'Zeitpläne')] : []),
    ].join(', '),
  missing: 'Nicht darin:',
  more: (count) => `und ${count.toLocaleString('de')} weitere`,
  stays:
    'Erlaubnisse für Ordner, Schlüssel und was zum Rückgängigmachen bewahrt wird, bleiben auf diesem Computer. Die Datei enthält ganze Gespräche: bewahren Sie sie sicher auf. Sie lässt sich eine Stunde lang sichern, oder bis das Programm neu beginnt.',
};
