// A PDF, page by page; a page is drawn when it comes near. Scripts in it are not run, nothing is fetched.
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { words } from '../../../words/words.ts';
import { openPdf, type PdfFile } from '../formats/open-pdf.ts';
import type { PreviewProps } from '../result-preview.tsx';
import { ReadResult } from './read-result.tsx';

export function PdfPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="pdf" read={openPdf}>
      {({ document, sizes }: PdfFile) => (
        <ol className="flex flex-col gap-4">
          {sizes.map(({ width, height }, index) => (
            <li key={index}>
              <PdfPage document={document} number={index + 1} of={sizes.length} ratio={width / height} />
            </li>
          ))}
        </ol>
      )}
    </ReadResult>
  );
}

interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  readonly number: number;
  readonly of: number;
  readonly ratio: number;
}

/** Its room is there before it is drawn; its text is there for screen readers. */
function PdfPage({ document, number, of, ratio }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!canvas.current) return undefined;
    const watch = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: '100%' });
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (!near) return undefined;
    const leaving = new AbortController();
    void draw(document, number, { canvas: canvas.current, signal: leaving.signal }).then(
      (said) => said !== undefined && setText(said),
    );
    return () => leaving.abort();
  }, [near, document, number]);
  return (
    <>
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.results.page(number, of)}
        className="w-full rounded-md border border-line bg-[white]"
        style={{ aspectRatio: ratio }}
      />
      {text !== '' && <p className="sr-only">{text}</p>}
    </>
  );
}

/** Answers the page's text; undefined when it was no longer wanted. */
async function draw(
  document: PDFDocumentProxy,
  number: number,
  { canvas, signal }: { readonly canvas: HTMLCanvasElement | null; readonly signal: AbortSignal },
): Promise<string | undefined> {
  try {
    const page = await document.getPage(number);
    if (!canvas || signal.aborted) return undefined;
    const scale = (canvas.clientWidth * Math.min(2, devicePixelRatio)) / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    const drawing = page.render({ canvas, viewport });
    signal.addEventListener('abort', () => {
      drawing.cancel();
      // A drawn page takes megabytes; out of sight it is drawn again when it is looked at.
      canvas.width = 0;
      canvas.height = 0;
    });
    await drawing.promise;
    const { items } = await page.getTextContent();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  } catch (error) {
    if (signal.aborted) return undefined;
    // One page that cannot be drawn stays white; the others are shown.
    console.info('a page of a PDF could not be drawn', error);
    return '';
  }
}
