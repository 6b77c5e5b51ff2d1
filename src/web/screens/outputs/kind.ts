// What a result is, by its media type and name: its icon, and how it is shown.
import { File, FileImage, FileSpreadsheet, FileText, FileType, type LucideIcon, Globe, Presentation } from 'lucide-react';
import type { Output } from '../../../contract/task.ts';

export type Kind = 'markdown' | 'text' | 'csv' | 'image' | 'pdf' | 'page' | 'xlsx' | 'docx' | 'pptx' | 'other';

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const BY_TYPE: Readonly<Record<string, Kind>> = {
  'text/markdown': 'markdown',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'text/html': 'page',
  'application/pdf': 'pdf',
  'application/json': 'text',
  'application/xml': 'text',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}presentationml.presentation`]: 'pptx',
};
/** What every browser of today shows. */
const PICTURES = /^image\/(png|jpeg|gif|webp|avif|svg\+xml|bmp)$/;

export function kindOf({ type }: Pick<Output, 'type'>): Kind {
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (PICTURES.test(bare)) return 'image';
  return BY_TYPE[bare] ?? (bare.startsWith('text/') ? 'text' : 'other');
}

export const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  markdown: FileText,
  text: FileText,
  csv: FileSpreadsheet,
  image: FileImage,
  pdf: FileType,
  page: Globe,
  xlsx: FileSpreadsheet,
  docx: FileText,
  pptx: Presentation,
  other: File,
};

const MB = 1_000_000;
/** More than that is slow to show or fills the page's memory. */
export const MOST_BYTES: Readonly<Record<Kind, number>> = {
  markdown: 2 * MB,
  text: 10 * MB,
  csv: 32 * MB,
  image: 64 * MB,
  pdf: 64 * MB,
  page: 32 * MB,
  xlsx: 32 * MB,
  docx: 32 * MB,
  pptx: 64 * MB,
  other: Infinity,
};
