// What is in a result. Each kind's viewer is loaded when it is first needed.
import { lazy, Suspense, type ComponentType } from 'react';
import type { Output } from '../../../contract/task.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { type Kind, kindOf, MOST_BYTES } from './kind.ts';
import { Note } from './note.tsx';

export interface PreviewProps {
  readonly output: Output;
}
const VIEWERS: Readonly<Record<Exclude<Kind, 'other'>, ComponentType<PreviewProps>>> = {
  markdown: lazy(async () => ({ default: (await import('./previews/markdown-preview.tsx')).MarkdownPreview })),
  text: lazy(async () => ({ default: (await import('./previews/text-preview.tsx')).TextPreview })),
  csv: lazy(async () => ({ default: (await import('./previews/csv-preview.tsx')).CsvPreview })),
  image: lazy(async () => ({ default: (await import('./previews/image-preview.tsx')).ImagePreview })),
  pdf: lazy(async () => ({ default: (await import('./previews/pdf-preview.tsx')).PdfPreview })),
  page: lazy(async () => ({ default: (await import('./previews/page-preview.tsx')).PagePreview })),
  xlsx: lazy(async () => ({ default: (await import('./previews/xlsx-preview.tsx')).XlsxPreview })),
  docx: lazy(async () => ({ default: (await import('./previews/docx-preview.tsx')).DocxPreview })),
  pptx: lazy(async () => ({ default: (await import('./previews/pptx-preview.tsx')).PptxPreview })),
};

export function ResultPreview({ output }: PreviewProps) {
  const kind = kindOf(output);
  if (kind === 'other') return <Note text={words.results.noPreview} />;
  if (output.bytes === 0) return <Note text={words.results.empty} />;
  if (output.bytes > MOST_BYTES[kind])
    return <Note text={words.results.tooLarge(saySize(output.bytes), saySize(MOST_BYTES[kind]))} />;
  const Viewer = VIEWERS[kind];
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <Viewer key={output.id} output={output} />
    </Suspense>
  );
}
