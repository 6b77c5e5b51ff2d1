// Die Wörter des ersten Besuchs und der Vorführung.
import type { Words } from '../en.ts';

export const firstRun: Words['firstRun'] = {
  title: 'Willkommen',
  intro:
    'Geben Sie eine Arbeit ab. Sie wird geplant und in Ihren Ordnern getan, vor jeder Änderung werden Sie gefragt, und alles lässt sich rückgängig machen.',
  steps: { model: 'Wer arbeitet', folder: 'Wo', task: 'Die erste Aufgabe' },
  step: (n, of) => `Schritt ${n} von ${of}`,
  done: 'fertig',
  change: 'Ändern',
  next: 'Weiter',
  later: 'Nicht jetzt',
  ways: {
    demo: {
      title: 'Die Vorführung nach Drehbuch ansehen',
      hint: 'Ohne KI, ohne Schlüssel, nichts verlässt diesen Computer. Eine echte Arbeit an erfundenen Dateien, echt rückgängig zu machen.',
    },
    key: { title: 'Einen Schlüssel verwenden', hint: 'Vom KI-Dienst. Was Aufgaben verbrauchen, bezahlen Sie dort.' },
    local: { title: 'Ein eigenes Modell verwenden', hint: 'Unter einer Adresse auf diesem Computer oder in Ihrem Netz.' },
  },
  recommended: 'dauert eine Minute',
  useDemo: 'Vorführung verwenden',
  useKey: 'Schlüssel testen und behalten',
  keepAnyway: 'Trotzdem behalten',
  address: 'Adresse',
  addressHint: 'Zum Beispiel http://127.0.0.1:11434',
  useLocal: 'Testen und verwenden',
  modelReady: { demo: 'Die Vorführung nach Drehbuch', key: 'Der KI-Dienst, mit Ihrem Schlüssel', local: 'Ein eigenes Modell' },
  demoFolder: (path) => `Für die Vorführung gibt es jetzt einen Ordner mit erfundenen Dateien: ${path}`,
  useFolder: 'Diesen Ordner verwenden',
  taskLabel: 'Was soll getan werden?',
  examples: 'Zum Beispiel',
  example: [
    'Sortiere diesen Ordner nach Art und Jahr. Lege Kopien derselben Datei beiseite.',
    'Mach eine Liste von allem in diesem Ordner: was es ist, wie alt, wie groß.',
    'Finde die Rechnungen in diesem Ordner und schreib eine Tabelle mit Datum, Name und Betrag.',
  ],
  start: 'Anfangen',
};

export const demo: Words['demo'] = {
  banner: 'Vorführung nach Drehbuch, keine KI',
  bannerHint: 'Sie kann eine Arbeit: ihren eigenen Ordner mit erfundenen Dateien sortieren.',
  again: 'Von vorn',
  leave: 'Vorführung verlassen',
};

export const picker: Words['picker'] = {
  title: 'Einen Ordner wählen',
  up: 'Einen Ordner höher',
  hidden: 'Verborgene Ordner zeigen',
  empty: 'Hierin sind keine Ordner',
  more: (count) => `${count} weitere sind nicht gezeigt`,
  choose: 'Diesen Ordner verwenden',
  inside: (path) => `Ordner in ${path}`,
};
