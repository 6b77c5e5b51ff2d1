// A page of a PDF as a picture, and as text that lies where the picture has it.
import { type PDFDocumentProxy, TextLayer } from 'pdfjs-dist';

/** Draws a page as wide as the canvas is. Answers how to leave: that gives its memory back, a drawn page takes megabytes. */
export function drawPage(document: PDFDocumentProxy, number: number, canvas: HTMLCanvasElement): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const draw = async (): Promise<void> => {
    const page = await document.getPage(number);
    if (signal.aborted) return;
    const scale = (canvas.clientWidth * Math.min(2, devicePixelRatio)) / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    const drawing = page.render({ canvas, viewport });
    signal.addEventListener('abort', () => {
      drawing.cancel();
      canvas.width = 0;
      canvas.height = 0;
    });
    await drawing.promise;
  };
  draw().catch(sayUnless(signal));
  return () => leaving.abort();
}

/** Writes a page's text into `place`, and says when it is whole. Answers how to leave before that. */
export function writePage(
  document: PDFDocumentProxy,
  number: number,
  { place, onWritten }: { readonly place: HTMLElement; readonly onWritten: () => void },
): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const write = async (): Promise<void> => {
    const page = await document.getPage(number);
    const textContentSource = await page.getTextContent();
    if (signal.aborted) return;
    place.replaceChildren();
    await new TextLayer({ textContentSource, container: place, viewport: page.getViewport({ scale: 1 }) }).render();
    if (!signal.aborted) onWritten();
  };
  // A page without a text is no reason not to read the next one.
  write().catch((error: unknown) => {
    sayUnless(signal)(error);
    if (!signal.aborted) onWritten();
  });
  return () => leaving.abort();
}

/** One page that fails stays white, or without its text; the others are shown. */
const sayUnless =
  (signal: AbortSignal) =>
  (error: unknown): void => {
    if (!signal.aborted) console.info('a page of a PDF could not be shown', error);
  };
