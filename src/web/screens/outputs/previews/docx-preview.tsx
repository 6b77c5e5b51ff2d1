// A text document: made of our own elements from what the file says, never as markup of the file.
import { words } from '../../../words/words.ts';
import { type Block, readDocx } from '../formats/read-docx.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { DocxList } from './docx-list.tsx';
import { Runs } from './docx-runs.tsx';
import { ReadResult } from './read-result.tsx';
import { Row } from './table-row.tsx';

export function DocxPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="docx" read={readDocx}>
      {({ blocks, notes }) => (
        <>
          <Note text={words.results.documentNote} />
          <article className="flex max-w-prose flex-col gap-3 leading-relaxed">
            <Blocks blocks={blocks} />
            {notes.length > 0 && (
              <section aria-label={words.results.notes} className="mt-4 border-t border-line pt-4 text-sm">
                <ol className="list-decimal pl-6">
                  {notes.map((note, index) => (
                    <li key={index}>
                      <Blocks blocks={note} />
                    </li>
                  ))}
                </ol>
              </section>
            )}
          </article>
        </>
      )}
    </ReadResult>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return groupsOf(blocks).map((group, index) => {
    const items = group.flatMap((block) => (block.kind === 'item' ? [block.item] : []));
    return items.length > 0 ? <DocxList key={index} items={items} /> : group[0] && <One key={index} block={group[0]} />;
  });
}

/** Neighbouring items are of one list. */
function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === 'item' && last?.[0]?.kind === 'item') last.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** The page has its own first heading. */
const HEADINGS = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;

function One({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6';
      return (
        <Heading className={block.level === 1 ? 'pt-2 text-lg font-semibold' : 'pt-1 font-semibold'}>
          {block.label !== '' && `${block.label} `}
          <Runs runs={block.runs} />
        </Heading>
      );
    }
    case 'table':
      return (
        <div role="group" aria-label={words.results.table} tabIndex={0} className="overflow-x-auto">
          <table className="border-collapse text-sm">
            <tbody>
              {block.rows.map(({ head, cells }, index) => (
                <Row
                  key={index}
                  head={head}
                  cells={cells.map(({ blocks, ...span }) => ({ ...span, content: <Blocks blocks={blocks} /> }))}
                />
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'paragraph':
      return (
        <p
          className={`whitespace-pre-wrap ${block.side === 'center' ? 'text-center' : block.side === 'right' ? 'text-right' : ''}`}
        >
          <Runs runs={block.runs} />
        </p>
      );
    case 'item':
      return undefined;
  }
}
