// The difference of one text file: what goes, what comes, a little of what stays. Signs say it as well as colours.
import { words } from '../../words/words.ts';

export function TextDifference({ diff }: { readonly diff: string }) {
  return (
    <div
      role="region"
      aria-label={words.question.difference}
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-md border border-line bg-raised"
    >
      <pre className="w-max min-w-full py-2 font-mono text-sm leading-6">
        {linesOf(diff).map((line, number) => (
          <span key={number} className={`block px-3 ${TONE[line.charAt(0)] ?? 'text-muted'}`}>
            {line === '' ? ' ' : line}
          </span>
        ))}
      </pre>
    </div>
  );
}

const TONE: Readonly<Record<string, string>> = { '+': 'text-good', '-': 'text-bad' };

/** Without what belongs to the format: told by where it stands, since a removed line "-- old" reads "--- old". */
function linesOf(diff: string): string[] {
  const lines = diff.split('\n');
  const begins = lines.findIndex((line) => line.startsWith('@@'));
  return lines
    .slice(begins + 1)
    .filter((line) => line !== '' && !line.startsWith('\\'))
    .map((line) => (line.startsWith('@@') ? '…' : line));
}
