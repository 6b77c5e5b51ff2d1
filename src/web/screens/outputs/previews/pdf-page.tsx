// One page of a PDF: drawn while it is near, with its text over it to be selected, found and read out.
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { words } from '../../../words/words.ts';
import { drawPage, writePage } from '../formats/draw-pdf.ts';
import type { PageSize } from '../formats/open-pdf.ts';
import { useNear } from './near.ts';
import './pdf-page.css';

export interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  readonly number: number;
  readonly of: number;
  readonly size: PageSize;
  /** Whether its text is wanted before anybody is near. */
  readonly mayRead: boolean;
  readonly onRead: () => void;
}

/** Its room is there before it is drawn. */
export function PdfPage({ document, number, of, size, mayRead, onRead }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const near = useNear(canvas);
  useEffect(() => (near && canvas.current ? drawPage(document, number, canvas.current) : undefined), [near, document, number]);
  useWriting(text, { document, number, wanted: near || mayRead, onRead });
  useScale(text, canvas, size);
  return (
    <div className="relative overflow-clip rounded-md border border-line bg-[white]">
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.results.page(number, of)}
        className="block w-full"
        style={{ aspectRatio: size.width / size.height }}
      />
      <div ref={text} className="pdf-text" />
    </div>
  );
}

interface Writing extends Pick<PdfPageProps, 'document' | 'number' | 'onRead'> {
  readonly wanted: boolean;
}

/** A text that is there stays: it is small. */
function useWriting(place: RefObject<HTMLElement | null>, { document, number, wanted, onRead }: Writing): void {
  const [written, setWritten] = useState(false);
  const read = useEffectEvent(onRead);
  useEffect(() => {
    if (!wanted || written || !place.current) return undefined;
    return writePage(document, number, {
      place: place.current,
      onWritten: () => {
        setWritten(true);
        read();
      },
    });
  }, [place, wanted, written, document, number]);
}

/** The text is as large as its picture. */
function useScale(text: RefObject<HTMLElement | null>, canvas: RefObject<HTMLElement | null>, size: PageSize): void {
  useEffect(() => {
    if (!canvas.current) return undefined;
    const watch = new ResizeObserver(([entry]) => {
      const scale = ((entry?.contentRect.width ?? 0) / size.width) * size.unit;
      text.current?.style.setProperty('--total-scale-factor', String(scale));
    });
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, [text, canvas, size]);
}
