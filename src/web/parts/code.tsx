// Code, coloured as soon as its grammar is here. Until then, and where it is very long, plain. It is text in either case, never markup.
import { useEffect, useMemo, useState } from 'react';
import type { highlight as Highlight, Look } from './highlight.ts';

/** More than that takes longer to colour than a click may last. */
const MOST_CHARACTERS = 200_000;

/** Colours say nothing that the text does not. */
const CLASSES: Readonly<Record<Look, string>> = {
  keyword: 'text-code-keyword',
  string: 'text-code-string',
  number: 'text-code-number',
  name: 'text-code-name',
  comment: 'text-muted italic',
  added: 'text-good',
  removed: 'text-bad',
};

export interface CodeProps {
  readonly text: string;
  /** As a fence or the end of a file's name has it. */
  readonly language: string | undefined;
  readonly limit?: number;
}

export function Code({ text, language, limit = MOST_CHARACTERS }: CodeProps) {
  const highlight = useHighlight(language !== undefined && text.length <= limit);
  const pieces = useMemo(() => language !== undefined && highlight?.(text, language), [highlight, text, language]);
  return (
    <code className="font-mono">
      {pieces
        ? pieces.map(({ text: piece, look }, index) =>
            look === undefined ? (
              piece
            ) : (
              <span key={index} className={CLASSES[look]}>
                {piece}
              </span>
            ),
          )
        : text}
    </code>
  );
}

function useHighlight(wanted: boolean): typeof Highlight | undefined {
  const [loaded, setLoaded] = useState<{ highlight: typeof Highlight }>();
  useEffect(() => {
    if (!wanted) return undefined;
    let left = false;
    // What cannot be loaded just now leaves the text as it is.
    void import('./highlight.ts').then(
      ({ highlight }) => left || setLoaded({ highlight }),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [wanted]);
  return wanted ? loaded?.highlight : undefined;
}
