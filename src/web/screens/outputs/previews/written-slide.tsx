// What a slide says and shows, without its layout.
import { words } from '../../../words/words.ts';
import type { Part, Slide } from '../formats/slide-parts.ts';
import { linesOf } from '../formats/slide-text.ts';
import { Note } from '../note.tsx';
import { BlobPicture } from './blob-picture.tsx';
import { Row } from './table-row.tsx';

export function WrittenSlide({ slide: { title, parts } }: { readonly slide: Slide }) {
  const own = parts.filter((part) => !part.decor && !(part.kind === 'text' && (part.isTitle || part.paragraphs.length === 0)));
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-raised p-4 md:p-6">
      {title !== '' && <h2 className="text-lg">{title}</h2>}
      {own.map((part, index) => (
        <Written key={index} part={part} />
      ))}
      {title === '' && own.length === 0 && <Note text={words.results.noText} />}
    </div>
  );
}

function Written({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'picture':
      return <BlobPicture picture={part.picture} name={part.name} />;
    case 'text':
      return (
        <ul className="flex flex-col gap-1">
          {linesOf(part.paragraphs).map(({ level, text }, index) => (
            <li key={index} className="whitespace-pre-wrap" style={{ marginLeft: `${level * 1.25}rem` }}>
              {text}
            </li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <div role="group" aria-label={words.results.table} tabIndex={0} className="overflow-x-auto">
          <table className="border-collapse text-sm">
            <tbody>
              {part.rows.map(({ cells }, index) => (
                <Row
                  key={index}
                  head={part.headed && index === 0}
                  cells={cells.map(({ paragraphs, columnSpan, rowSpan }) => ({
                    columnSpan,
                    rowSpan,
                    content: linesOf(paragraphs)
                      .map(({ text }) => text)
                      .join(' '),
                  }))}
                />
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}
