// Text and code, as they are. Of very long ones the beginning: the rest would make the page slow.
import { sayNumber } from '../../../words/say-amount.ts';
import { words } from '../../../words/words.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { ReadResult, readText } from './read-result.tsx';

const MOST_LINES = 5_000;

export function TextPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="text" read={readText}>
      {(text) => {
        const lines = text.split('\n');
        const cut = lines.length > MOST_LINES;
        return (
          <>
            {cut && <Note text={words.results.firstLines(sayNumber(MOST_LINES), sayNumber(lines.length))} />}
            <div
              role="region"
              aria-label={words.results.text}
              tabIndex={0}
              className="overflow-x-auto rounded-md border border-line bg-raised"
            >
              <pre className="p-4 font-mono text-sm leading-relaxed">{cut ? lines.slice(0, MOST_LINES).join('\n') : text}</pre>
            </div>
          </>
        );
      }}
    </ReadResult>
  );
}
