// A presentation, slide by slide: as it looks, or its texts in a size that everybody can read.
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { words } from '../../../words/words.ts';
import { readPptx } from '../formats/read-pptx.ts';
import type { Deck } from '../formats/slide-parts.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { DrawnSlide } from './drawn-slide.tsx';
import { ReadResult } from './read-result.tsx';
import { WrittenSlide } from './written-slide.tsx';

export function PptxPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="pptx" read={readPptx}>
      {(deck) => <Slides deck={deck} />}
    </ReadResult>
  );
}

function Slides({ deck: { ratio, slides } }: { readonly deck: Deck }) {
  const { results } = words;
  const [drawn, setDrawn] = useState(true);
  return (
    <>
      <div role="group" aria-label={results.slideView} className="flex flex-wrap gap-1">
        {[true, false].map((one) => (
          <Button
            key={String(one)}
            look="quiet"
            aria-pressed={drawn === one}
            className="aria-pressed:bg-hover aria-pressed:font-semibold"
            onClick={() => setDrawn(one)}
          >
            {one ? results.asSlides : results.asText}
          </Button>
        ))}
      </div>
      <Note text={drawn ? results.slidesNote : results.slideText} />
      <ol className="flex max-w-5xl flex-col gap-6">
        {slides.map((slide, index) => (
          <li key={index} className="flex flex-col gap-2">
            <p className="text-sm text-muted">{results.slide(index + 1, slides.length)}</p>
            {drawn ? <DrawnSlide slide={slide} ratio={ratio} /> : <WrittenSlide slide={slide} />}
            {drawn && slide.undrawn.length > 0 && (
              <p className="text-sm text-muted">
                {results.notDrawn(slide.undrawn.map((what) => results.undrawn[what]).join(', '))}
              </p>
            )}
            {slide.notes.length > 0 && (
              <div role="group" aria-label={results.notes} className="max-w-prose text-sm">
                <p className="font-semibold">{results.notes}</p>
                {slide.notes.map((note, at) => (
                  <p key={at}>{note}</p>
                ))}
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
