// A PDF, page by page. Its document is closed when nobody looks at it any more. Scripts in it are not run, nothing is fetched.
import { useEffect, useState } from 'react';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { words } from '../../../words/words.ts';
import { firstMissing } from '../formats/first-missing.ts';
import { openPdf, type PdfFile } from '../formats/open-pdf.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { PdfPage } from './pdf-page.tsx';
import { ReadResult } from './read-result.tsx';

/** The texts of so many pages are in the page wherever one looks, so that the browser's own search finds them. */
const MOST_READ = 200;

const asTheyAre = (bytes: Uint8Array): Uint8Array => bytes;

export function PdfPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="bytes" read={asTheyAre}>
      {(bytes) => <Opened bytes={bytes} />}
    </ReadResult>
  );
}

function Opened({ bytes }: { readonly bytes: Uint8Array }) {
  const [file, setFile] = useState<PdfFile | 'broken'>();
  useEffect(() => {
    const opening = openPdf(bytes);
    let left = false;
    void opening.file.then(
      (opened) => left || setFile(opened),
      () => left || setFile('broken'),
    );
    return () => {
      left = true;
      opening.close();
    };
  }, [bytes]);
  if (file === undefined) return <Skeleton lines={8} />;
  return file === 'broken' ? <Note text={words.results.broken} /> : <Pages file={file} />;
}

/** Texts are read one page after the other, beside those of the pages that are looked at. */
function Pages({ file: { document, sizes } }: { readonly file: PdfFile }) {
  const [read, setRead] = useState<ReadonlySet<number>>(new Set());
  const next = firstMissing(read);
  return (
    <ol className="flex flex-col gap-4">
      {sizes.map((size, index) => (
        <li key={index}>
          <PdfPage
            document={document}
            number={index + 1}
            of={sizes.length}
            size={size}
            mayRead={index <= next && index < MOST_READ}
            onRead={() => setRead((now) => new Set(now).add(index))}
          />
        </li>
      ))}
    </ol>
  );
}
