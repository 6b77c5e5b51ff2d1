// Text and code, as they are; code in colours. Of very long ones the beginning: the rest would make the page slow.
import { Code } from '../../../parts/code.tsx';
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
              <pre className="p-4 text-sm leading-relaxed">
                <Code text={cut ? lines.slice(0, MOST_LINES).join('\n') : text} language={endOf(output.name)} />
              </pre>
            </div>
          </>
        );
      }}
    </ReadResult>
  );
}

/** Of `main.test.ts`, `ts`; a file without an end is of no language. */
const endOf = (name: string): string | undefined => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
