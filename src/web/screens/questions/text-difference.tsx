// The difference of one text file: what goes, what comes, a little of what stays. Signs say it as well as colours.
import { words } from '../../words/words.ts';

/** `part`: its name among what there is to see of a question. Long lines are broken: nothing lies to the right of what is in sight. */
export function TextDifference({ diff, part }: { readonly diff: string; readonly part?: string }) {
  return (
    <div
      role="region"
      aria-label={words.question.difference}
      tabIndex={0}
      data-scrolls
      className="max-h-72 overflow-y-auto rounded-md border border-line bg-raised"
    >
      <pre data-part={part} className="py-2 font-mono text-sm leading-6 [overflow-wrap:anywhere] whitespace-pre-wrap">
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
