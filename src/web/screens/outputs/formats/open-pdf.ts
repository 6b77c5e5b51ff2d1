// Opens a PDF by pdf.js, in its own worker that comes with the app. No eval, no WebAssembly, no fonts or files from elsewhere.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

export interface PdfFile {
  readonly document: PDFDocumentProxy;
  /** Of each page, in points. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

GlobalWorkerOptions.workerSrc = workerUrl;

/** @throws when it is none, or wants a password */
export async function openPdf(bytes: Uint8Array): Promise<PdfFile> {
  const document = await getDocument({
    data: bytes,
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    stopAtErrors: false,
  }).promise;
  const sizes = await Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const { width, height } = (await document.getPage(index + 1)).getViewport({ scale: 1 });
      return { width, height };
    }),
  );
  return { document, sizes };
}
