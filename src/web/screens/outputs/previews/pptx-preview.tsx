// A presentation, slide by slide: what it says and shows, without its layout, and says so.
import { words } from '../../../words/words.ts';
import { readPptx, type Slide } from '../formats/read-pptx.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { BlobPicture } from './blob-picture.tsx';
import { Row } from './table-row.tsx';
import { ReadResult } from './read-result.tsx';

export function PptxPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="pptx" read={readPptx}>
      {(slides) => (
        <>
          <Note text={words.results.textOnly} />
          <ol className="flex flex-col gap-4">
            {slides.map((slide, index) => (
              <li key={index} className="flex flex-col gap-2 rounded-md border border-line bg-raised p-4 md:p-6">
                <p className="text-sm text-muted">{words.results.slide(index + 1, slides.length)}</p>
                {slide.title !== '' && <h2 className="text-lg">{slide.title}</h2>}
                {slide.parts.map((part, at) => (
                  <PartOf key={at} part={part} />
                ))}
                {slide.title === '' && slide.parts.length === 0 && <Note text={words.results.noText} />}
              </li>
            ))}
          </ol>
        </>
      )}
    </ReadResult>
  );
}

function PartOf({ part }: { readonly part: Slide['parts'][number] }) {
  switch (part.kind) {
    case 'picture':
      return <BlobPicture picture={part.picture} name={part.name} />;
    case 'text':
      return (
        <ul className="flex flex-col gap-1">
          {part.lines.map(({ level, text }, index) => (
            <li key={index} className="whitespace-pre-wrap" style={{ marginLeft: `${level * 1.25}rem` }}>
              {text}
            </li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <div className="overflow-x-auto">
          <table className="border-collapse text-sm">
            <tbody>
              {part.rows.map((row, index) => (
                <Row key={index} cells={row} head={index === 0} />
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}
