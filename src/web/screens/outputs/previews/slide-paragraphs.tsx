// Paragraphs on a slide: their letters are shares of the slide's width.
import type { Paragraph } from '../formats/slide-text.ts';

/** A share of the slide's width, as a length within it. */
export const wide = (share: number): string => `${(share * 100).toFixed(3)}cqw`;

export interface SlideParagraphsProps {
  readonly paragraphs: readonly Paragraph[];
  /** Within a heading, which holds no paragraphs. */
  readonly inline?: boolean;
}

export function SlideParagraphs({ paragraphs, inline = false }: SlideParagraphsProps) {
  const Line = inline ? 'span' : 'p';
  return paragraphs.map(({ side, bullet, numbered, left, hanging, before, lines, runs }, index) => {
    const size = Math.max(...runs.map((run) => run.size));
    return (
      <Line
        key={index}
        className="block whitespace-pre-wrap"
        style={{
          textAlign: side,
          fontSize: wide(size),
          lineHeight: lines,
          paddingLeft: wide(left),
          marginTop: index === 0 ? undefined : wide(before),
          textIndent: bullet === '' ? undefined : wide(-hanging),
          // A line without words keeps its height.
          minHeight: `${lines}em`,
        }}
      >
        {bullet !== '' && (
          <span
            aria-hidden={!numbered || undefined}
            className="inline-block indent-0"
            style={{ minWidth: wide(hanging), color: runs[0]?.colour }}
          >
            {bullet}
            {hanging === 0 && ' '}
          </span>
        )}
        {runs.map((run, at) => (
          <span
            key={at}
            style={{
              fontSize: run.size === size ? undefined : wide(run.size),
              color: run.colour,
              fontWeight: run.bold ? 700 : undefined,
              fontStyle: run.italic ? 'italic' : undefined,
              textDecoration: run.underlined ? 'underline' : undefined,
            }}
          >
            {run.text}
          </span>
        ))}
      </Line>
    );
  });
}
