// Alles finden, Hilfe und Benachrichtigungen, auf Deutsch.
import type { Words } from '../en.ts';

export const palette: Words['palette'] = {
  title: 'Finden und hingehen',
  open: 'Finden',
  label: 'Aufgaben, Gespräche, Ergebnisse oder einen Ort finden',
  places: 'Orte und Handlungen',
  hits: 'Gefunden',
  recent: 'Zuletzt',
  none: 'Nichts gefunden',
  searching: 'Wird gesucht',
  failed: 'Das lässt sich gerade nicht suchen',
  count: (n) => (n === 1 ? '1 Eintrag' : `${n} Einträge`),
  where: {
    title: 'im Titel',
    prompt: 'im Auftrag',
    outcome: 'im Ergebnis der Aufgabe',
    message: 'in einer Nachricht',
    output: 'Name eines Ergebnisses',
    output_text: 'in einem Ergebnis',
  },
  go: {
    new: 'Neues Gespräch',
    tasks: 'Aufgaben',
    waiting: 'Wartet auf Sie',
    schedules: 'Zeitpläne',
    newSchedule: 'Neuer Zeitplan',
    welcome: 'Willkommen: Modell, Ordner, erste Aufgabe',
    settings: 'Einstellungen',
    help: 'Hilfe und Tastenkürzel',
    light: 'Farben: hell',
    dark: 'Farben: dunkel',
    system: 'Farben: wie das System',
    fold: 'Liste links ein- oder ausklappen',
  },
};

export const help: Words['help'] = {
  title: 'Hilfe',
  open: 'Hilfe',
  keys: 'Tastenkürzel',
  hint: 'Geben Sie eine Aufgabe in einfachen Worten ab. Bevor Dateien geändert werden, werden Sie gefragt, und jede Änderung lässt sich zurücknehmen.',
  find: 'Alles finden, überall hingehen',
  thisHelp: 'Diese Hilfe',
  send: 'Senden',
  line: 'Neue Zeile beginnen',
  editLast: 'In einer leeren Nachricht: die noch nicht gesendete ändern',
  questions: 'Unter Fragen: die nächste, die vorige',
  allow: 'In einer Frage: weiter zu dem, was noch nicht zu sehen war, dann erlauben',
  refuse: 'In einer Frage: so nicht',
  leave: 'Schließen, was offen ist',
  move: 'Durch eine Liste von Gefundenem',
};

export const notify: Words['notify'] = {
  done: 'Aufgabe fertig',
  failed: 'Aufgabe gescheitert',
  waiting: 'Wartet auf Sie',
  missed: (name) => `${name} fiel aus`,
  times: (count) => `${count}-mal`,
  several: (count) => `${count} Dinge in der Ruhezeit`,
};

export const bar: Words['bar'] = {
  fold: 'Liste einklappen',
  unfold: 'Liste ausklappen',
  lists: 'Gespräche und Aufgaben',
};
