// Wörter der Ergebnisse: ihre Liste, ihre Vorschau, was man mit ihnen tun kann.
import type { results as english } from '../en/results.ts';

export const results: typeof english = {
  all: 'Alle Ergebnisse',
  download: 'Sichern',
  showInFolder: 'Im Ordner zeigen',
  shareFile: 'Teilen',
  sharing: 'Die Datei wird geteilt',
  versions: 'Fassung',
  version: (version) => `Fassung ${version}`,
  newest: (version) => `Fassung ${version}, die neueste`,
  older: (version) => `Fassung ${version}`,
  tooLarge: (size, limit) =>
    `${size}: mehr als die ${limit}, die hier gezeigt werden. Sichern Sie die Datei und öffnen Sie sie in ihrem eigenen Programm.`,
  noPreview: 'Diese Art von Datei wird hier nicht gezeigt. Sichern Sie sie und öffnen Sie sie in ihrem eigenen Programm.',
  broken:
    'Diese Datei ließ sich nicht als das lesen, was ihr Name sagt. Sie ist unverändert; sichern Sie sie und öffnen Sie sie in ihrem eigenen Programm.',
  gone: 'Vielleicht wurde sie inzwischen verschoben oder entfernt; alles andere ist davon nicht berührt.',
  empty: 'Diese Datei ist leer',
  textOnly: 'Nur Texte und Bilder; die Gestaltung ist weggelassen.',
  noText: 'Auf dieser Folie steht kein Text',
  slide: (number, total) => `Folie ${number} von ${total}`,
  page: (number, total) => `Seite ${number} von ${total}`,
  sheets: 'Blätter',
  rows: (rows, columns) => `${rows} Zeilen, ${columns} Spalten`,
  firstColumns: (shown, total) => `Die ersten ${shown} von ${total} Spalten`,
  firstRows: (shown, total) => `Die ersten ${shown} von ${total} Zeilen`,
  firstLines: (shown, total) => `Die ersten ${shown} von ${total} Zeilen; alle stehen in der Datei.`,
  row: 'Zeile',
  table: 'Tabelle',
  yes: 'ja',
  no: 'nein',
  text: 'Text der Datei',
  artifact: (name) => `${name}: eine Seite, die die Aufgabe gemacht hat`,
  artifactNote: 'Diese Seite hat die Aufgabe gemacht. Sie erreicht weder das Netz noch Ihre Dateien.',
  picture: (name) => `Bild ${name}`,
  pictureInside: 'Bild',
};
