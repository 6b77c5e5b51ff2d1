// Opens a PDF by pdf.js, in its own worker that comes with the app. No eval, no WebAssembly, no fonts or files from elsewhere.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

export interface PdfFile {
  readonly document: PDFDocumentProxy;
  readonly sizes: readonly PageSize[];
}
/** In points; a page may count in larger units of its own. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
}
export interface PdfOpening {
  /** Rejects when it is none, wants a password, or was closed. */
  readonly file: Promise<PdfFile>;
  /** Ends its worker and gives back what it holds, also while it opens. */
  close(): void;
}

GlobalWorkerOptions.workerSrc = workerUrl;

/** The bytes stay the caller's: the worker takes a copy. */
export function openPdf(bytes: Uint8Array): PdfOpening {
  const task = getDocument({
    data: bytes.slice(),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    stopAtErrors: false,
  });
  return { file: task.promise.then(withSizes), close: () => void task.destroy() };
}

async function withSizes(document: PDFDocumentProxy): Promise<PdfFile> {
  const sizes = await Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const page = await document.getPage(index + 1);
      const { width, height } = page.getViewport({ scale: 1 });
      return { width, height, unit: page.userUnit };
    }),
  );
  return { document, sizes };
}
