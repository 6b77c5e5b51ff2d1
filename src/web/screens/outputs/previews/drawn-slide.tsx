// A slide as it looks: a box of its ratio, in which everything stands where the file puts it and grows with the box.
import { type CSSProperties, useRef } from 'react';
import { words } from '../../../words/words.ts';
import type { Part, PicturePart, Slide, TablePart, TextPart } from '../formats/slide-parts.ts';
import { useBlobUrl } from './blob-picture.tsx';
import { useNear } from './near.ts';
import { SlideParagraphs, wide } from './slide-paragraphs.tsx';

/** A slide that is far away holds its own texts only, so that they are found, and read out; its room is there. */
export function DrawnSlide({ slide, ratio }: { readonly slide: Slide; readonly ratio: number }) {
  const frame = useRef<HTMLDivElement>(null);
  const near = useNear(frame);
  return (
    <div
      ref={frame}
      className="@container relative [content-visibility:auto] w-full overflow-clip rounded-md border border-line"
      style={{ aspectRatio: ratio, background: slide.background }}
    >
      {slide.parts.map((part, index) => (near || isWords(part)) && <Placed key={index} part={part} />)}
    </div>
  );
}

const isWords = ({ kind, decor }: Part): boolean => !decor && kind !== 'picture';
const percent = (share: number): string => `${share * 100}%`;

function Placed({ part }: { readonly part: Part }) {
  const { box, decor } = part;
  return (
    <div
      // What stands on every slide is not read out on every slide.
      aria-hidden={decor || undefined}
      className="absolute"
      style={{
        left: percent(box.left),
        top: percent(box.top),
        width: percent(box.width),
        height: percent(box.height),
        rotate: box.turn === 0 ? undefined : `${box.turn}deg`,
      }}
    >
      <Drawn part={part} />
    </div>
  );
}

function Drawn({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'text':
      return <TextBox part={part} />;
    case 'picture':
      return <Picture part={part} />;
    case 'table':
      return <TableBox part={part} />;
  }
}

const ROUND: Readonly<Record<TextPart['corners'], string | undefined>> = { square: undefined, round: '1cqw', ellipse: '50%' };

function TextBox({ part: { isTitle, paragraphs, fill, border, corners, anchor, inset } }: { readonly part: TextPart }) {
  const [left, top, right, bottom] = inset.map(wide);
  const look: CSSProperties = {
    background: fill,
    border: border && `max(1px, ${wide(border.width)}) solid ${border.colour}`,
    borderRadius: ROUND[corners],
    justifyContent: anchor,
    padding: `${top} ${right} ${bottom} ${left}`,
  };
  return (
    <div className="flex size-full flex-col" style={look}>
      {isTitle ? (
        <h2 className="font-normal">
          <SlideParagraphs paragraphs={paragraphs} inline />
        </h2>
      ) : (
        <SlideParagraphs paragraphs={paragraphs} />
      )}
    </div>
  );
}

/** Of a picture that is cut, the rest fills the box. */
function Picture({ part: { picture, name, cut } }: { readonly part: PicturePart }) {
  const url = useBlobUrl(picture);
  const [left, top, right, bottom] = cut;
  const [width, height] = [Math.max(0.01, 1 - left - right), Math.max(0.01, 1 - top - bottom)];
  return (
    url !== undefined && (
      <div className="relative size-full overflow-clip">
        <img
          src={url}
          alt={name || words.results.pictureInside}
          className="absolute max-w-none"
          style={{
            width: percent(1 / width),
            height: percent(1 / height),
            left: percent(-left / width),
            top: percent(-top / height),
          }}
        />
      </div>
    )
  );
}

function TableBox({ part: { headed, columns, rows } }: { readonly part: TablePart }) {
  return (
    <table className="w-full table-fixed border-collapse">
      <colgroup>
        {columns.map((share, index) => (
          <col key={index} style={{ width: percent(share) }} />
        ))}
      </colgroup>
      <tbody>
        {rows.map(({ height, cells }, index) => (
          <tr key={index} style={{ height: wide(height) }}>
            {cells.map(({ paragraphs, fill, columnSpan, rowSpan }, at) => {
              const isHead = headed && index === 0;
              const Cell = isHead ? 'th' : 'td';
              return (
                <Cell
                  key={at}
                  scope={isHead ? 'col' : undefined}
                  colSpan={columnSpan}
                  rowSpan={rowSpan}
                  className={`border border-line text-left align-top ${isHead ? 'font-semibold' : ''}`}
                  style={{ background: fill, padding: `${wide(0.004)} ${wide(0.008)}` }}
                >
                  <SlideParagraphs paragraphs={paragraphs} />
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
