// Gespräche, was man in sie tippt, und ihre Karten, auf Deutsch.
import type { Words } from '../en.ts';

export const threads: Words['threads'] = {
  title: 'Gespräch',
  list: 'Gespräche',
  recent: 'Letzte Aufgaben',
  all: 'Alle Aufgaben',
  untitled: 'Neues Gespräch',
  away: 'Weglegen',
  awayList: 'Weggelegt',
  back: 'Zurückholen',
  emptyHint: 'Sagen Sie, was getan werden soll. Aufgaben, die daraus entstehen, stehen hier, und wie sie ausgehen.',
  status: { idle: '', answering: 'antwortet', waiting: 'wartet' },
  you: 'Sie',
  agent: 'Agent',
  older: 'Frühere Nachrichten werden geladen',
  start: 'Hier begann das Gespräch',
  newest: 'Zum Neuesten',
  stop: 'Antwort anhalten',
  menu: 'Mehr zu diesem Gespräch',
  rename: 'Umbenennen …',
  name: 'Name',
  save: 'Speichern',
  settings: 'Einstellungen dieses Gesprächs …',
  settingsTitle: 'Einstellungen dieses Gesprächs',
  settingsHint: 'Sie gelten für Aufgaben, die von jetzt an begonnen werden.',
  remove: 'Löschen …',
  removeTitle: 'Dieses Gespräch löschen',
  removeHint: 'Was hier gesagt wurde, ist dann für immer vergessen. Seine Aufgaben, ihre Ergebnisse und Zeitpläne bleiben.',
  removeYes: 'Gespräch löschen',
  keep: 'Behalten',
  budget: 'Höchstpreis einer Aufgabe, in $',
  noKey:
    'Es ist noch kein Schlüssel für ein Modell da. Was Sie senden, bleibt erhalten und wird beantwortet, sobald es einen gibt.',
  toSettings: 'Zu den Einstellungen',
  waitingFor: (text) => text,
};

export const composer: Words['composer'] = {
  label: 'Nachricht',
  placeholder: 'Zum Beispiel: Sortiere meine Belege nach Monaten',
  placeholderThread: 'Mehr sagen oder um etwas anderes bitten',
  send: 'Senden',
  attach: 'Dateien anhängen',
  drop: 'Dateien hier ablegen, um sie anzuhängen',
  uploading: (name) => `${name} wird angehängt`,
  detach: (name) => `${name} entfernen`,
  pasted: 'eingefügtes Bild',
  notAttached: (name, why) => `${name} ließ sich nicht anhängen. Sonst ging nichts verloren. ${why}`,
  folderDropped: 'Ein Ordner wird nicht angehängt. Er wird über „Ordner hinzufügen“ gegeben.',
  attachments: 'Angehängt',
  kept: 'Hier aufgehoben; wird gesendet, sobald das Programm antwortet',
  sending: 'Wird gesendet',
  unkept: 'Der Speicher dieses Browsers ist voll: Es wird gesendet, solange diese Seite offen ist',
  refused: (why) => `Nicht gesendet: ${why}`,
  edit: 'Ändern',
  again: 'Noch einmal',
  hint: '⏎ sendet, ⇧⏎ beginnt eine Zeile',
};

export const folders: Words['folders'] = {
  label: 'Ordner',
  add: 'Ordner',
  addLong: 'Ordner hinzufügen',
  none: 'Kein Ordner',
  access: { read: 'darf lesen', write: 'darf ändern', full: 'darf ändern und löschen' },
  accessLong: { read: 'Darf lesen', write: 'Darf ändern, fragt vor dem Löschen', full: 'Darf ändern und löschen' },
  chip: (name, access) => `${name}: ${access}`,
  remove: 'Herausnehmen',
  what: 'Was eine Aufgabe dort darf',
};

export const modes: Words['modes'] = {
  label: 'Wie gefragt wird',
  short: { ask: 'fragt vor jeder Änderung', auto: 'fragt, wenn es schaden könnte', act: 'ändert, ohne zu fragen' },
  long: {
    ask: 'Fragt vor jeder Änderung',
    auto: 'Fragt, wenn es schaden könnte',
    act: 'Ändert, ohne zu fragen; es lässt sich zurücknehmen',
  },
};

export const cards: Words['cards'] = {
  started: 'Aufgabe begonnen',
  startedBySchedule: 'Aufgabe nach Zeitplan begonnen',
  plan: (done, total) => `${done} von ${total} Schritten`,
  ended: { completed: 'Aufgabe fertig', failed: 'Aufgabe gescheitert', cancelled: 'Aufgabe abgebrochen' },
  results: 'Ergebnisse',
  open: 'Aufgabe öffnen',
  asks: 'Wartet auf Sie',
  answered: 'Beantwortet oder nicht mehr gefragt',
  answer: 'Ansehen und antworten',
  missed: (name, count) => (count === 1 ? `${name} fiel einmal aus` : `${name} fiel ${count}-mal aus`),
  missedAt: 'Fällig war',
  toSchedules: 'Zu den Zeitplänen',
};
