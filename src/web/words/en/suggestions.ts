// Sentences about what the folders have much of, and the jobs that could be made of it, in English.
import type { FileKind } from '../../../contract/http.ts';

interface Kind {
  /** In front of it stands the number. */
  readonly noun: string;
  readonly job: string;
}

const KINDS: Readonly<Record<FileKind, Kind>> = {
  screenshots: { noun: 'screenshots', job: 'Sort the screenshots by month' },
  scans: { noun: 'files named scan…', job: 'Read the scans and name them after what they are' },
  invoices: { noun: 'invoices and receipts', job: 'Make a table of the invoices and receipts: date, from whom, amount' },
  installers: { noun: 'installers', job: 'Put the installers that I no longer need into one folder' },
  copies: { noun: 'files that look like copies', job: 'Find files that are there twice and put the copies into one folder' },
  photos: { noun: 'pictures', job: 'Sort the pictures by the day they were taken' },
  pdfs: { noun: 'PDFs', job: 'Sort the PDFs by what they are about' },
  tables: { noun: 'tables', job: 'Sum up what the tables say' },
};

export const suggestions = {
  title: 'From your folders',
  /** "214 screenshots in Downloads" */
  seen: (kind: FileKind, count: number, folder: string) => `${count.toLocaleString('en')} ${KINDS[kind].noun} in ${folder}`,
  job: (kind: FileKind, folder: string) => `${KINDS[kind].job} (folder ${folder}).`,
  short: (kind: FileKind) => KINDS[kind].job,
};
