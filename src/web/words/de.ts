// Alle Wörter der Seite auf Deutsch.
import { markdown } from './de/markdown.ts';
import { results } from './de/results.ts';
import { changes } from './de/changes.ts';
import { question } from './de/question.ts';
import { taskView } from './de/task-view.ts';
import type { Words } from './en.ts';
import { network } from './de/network.ts';
import * as palettes from './de/palette.ts';
import { suggestions } from './de/suggestions.ts';
import * as talk from './de/threads.ts';
import { exported } from './de/exported.ts';
import { demo, firstRun, picker } from './de/first-run.ts';
import { schedules } from './de/schedules.ts';
import { saidChange } from './de/said-change.ts';
import { saidError, waitsFor } from './de/server.ts';
import { settings } from './de/settings.ts';

export const de: Words = {
  ...talk,
  ...palettes,
  suggestions,
  product: 'Durable Cowork',
  device: 'Browser',
  nav: {
    label: 'Hauptmenü',
    new: 'Neu',
    tasks: 'Aufgaben',
    waiting: 'Wartet auf Sie',
    schedules: 'Zeitpläne',
    settings: 'Einstellungen',
    skip: 'Zum Inhalt',
  },
  when: {
    today: 'Heute',
    week: 'Diese Woche',
    earlier: 'Früher',
    todayAt: (time) => `heute ${time}`,
    yesterdayAt: (time) => `gestern ${time}`,
  },
  status: {
    queued: 'noch nicht begonnen',
    running: 'arbeitet',
    waiting_approval: 'wartet auf Sie',
    waiting_input: 'wartet auf Sie',
    waiting_desktop: 'wartet auf Ihren Computer',
    paused: 'angehalten',
    completed: 'fertig',
    failed: 'gescheitert',
    cancelled: 'abgebrochen',
  },
  connection: {
    reconnecting: (since) => `Keine Antwort seit ${since}; neuer Versuch. Nichts ist verloren.`,
    signedOut: 'Dieser Browser ist nicht oder nicht mehr angemeldet',
    signIn: 'Einen Link zum Anmelden gibt es im Terminal:',
    goesOn: 'Diese Seite geht von selbst weiter, sobald der Link in diesem Browser geöffnet ist.',
  },
  home: {
    title: 'Was soll getan werden?',
    waiting: (count) => `Wartet auf Sie (${count})`,
    allWaiting: 'Alles ansehen',
  },
  tasks: {
    title: 'Aufgaben',
    empty: 'Noch keine Aufgaben',
    emptyHint: 'Was Sie abgeben, steht hier, und wie weit es ist.',
    plan: (done, total) => `${done} von ${total}`,
    more: 'Mehr zeigen',
  },
  task: {
    title: 'Aufgabe',
  },
  approvals: {
    title: 'Wartet auf Sie',
    empty: 'Nichts wartet auf Sie',
    emptyHint: 'Bevor etwas geändert wird, sehen Sie hier, was es wäre.',
    more: 'Mehr zeigen',
    shown: (count, all) => `${count} von ${all} gezeigt`,
  },
  outputs: {
    title: 'Ergebnisse',
    empty: 'Noch keine Ergebnisse',
    emptyHint: 'Dateien, die die Aufgabe für Sie macht, stehen hier.',
  },
  schedules,
  settings,
  exported,
  network,
  firstRun,
  demo,
  picker,
  error: {
    title: 'Das ging nicht',
    again: 'Noch einmal',
    notFound: 'An dieser Adresse ist nichts',
    home: 'Zum Anfang',
    said: saidError,
    unexpected: 'In dieser Seite ging etwas schief. Ihre Aufgaben und Dateien sind davon nicht berührt.',
  },
  saidChange,
  waitsFor,
  markdown,
  results,
  changes,
  question,
  taskView,
  close: 'Schließen',
  loading: 'Lädt',
};
