// Worker thread: the text of a PDF, page by page. Documents come from strangers, so they are read where they can do no harm.
import { parentPort, workerData } from 'node:worker_threads';
import { extractText } from 'unpdf';

export type PdfMessage = { kind: 'pages'; pages: string[] } | { kind: 'refused'; reason: string };

try {
  const { text } = await extractText(workerData as Uint8Array, { mergePages: false });
  parentPort?.postMessage({ kind: 'pages', pages: text } satisfies PdfMessage);
} catch (error) {
  const name = (error as { name?: unknown }).name;
  const reason = name === 'PasswordException' ? 'is protected by a password' : 'is damaged and cannot be read as PDF';
  parentPort?.postMessage({ kind: 'refused', reason } satisfies PdfMessage);
}
