// Sätze darüber, wovon in den Ordnern viel ist, und was man daraus machen könnte, auf Deutsch.
import type { FileKind } from '../../../contract/http.ts';
import type { Words } from '../en.ts';

const KINDS: Readonly<Record<FileKind, { readonly noun: string; readonly job: string }>> = {
  screenshots: { noun: 'Bildschirmfotos', job: 'Sortiere die Bildschirmfotos nach Monaten' },
  scans: { noun: 'Dateien namens scan…', job: 'Lies die Scans und benenne sie nach ihrem Inhalt' },
  invoices: { noun: 'Rechnungen und Belege', job: 'Mache aus den Rechnungen und Belegen eine Tabelle: Datum, von wem, Betrag' },
  installers: { noun: 'Installationsdateien', job: 'Lege Installationsdateien, die ich nicht mehr brauche, in einen Ordner' },
  copies: { noun: 'Dateien, die wie Kopien aussehen', job: 'Finde doppelte Dateien und lege die Kopien in einen Ordner' },
  photos: { noun: 'Bilder', job: 'Sortiere die Bilder nach dem Tag der Aufnahme' },
  pdfs: { noun: 'PDFs', job: 'Sortiere die PDFs nach ihrem Thema' },
  tables: { noun: 'Tabellen', job: 'Fasse zusammen, was in den Tabellen steht' },
};

export const suggestions: Words['suggestions'] = {
  title: 'Aus Ihren Ordnern',
  seen: (kind, count, folder) => `${count.toLocaleString('de')} ${KINDS[kind].noun} in ${folder}`,
  job: (kind, folder) => `${KINDS[kind].job} (Ordner ${folder}).`,
  short: (kind) => KINDS[kind].job,
};
