// A text document: made of our own elements from what the file says, never as markup of the file.
import { type Block, readDocx, type Run } from '../formats/read-docx.ts';
import type { PreviewProps } from '../result-preview.tsx';
import { BlobPicture } from './blob-picture.tsx';
import { Row } from './table-row.tsx';
import { ReadResult } from './read-result.tsx';

export function DocxPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="docx" read={readDocx}>
      {(blocks) => (
        <article className="flex max-w-prose flex-col gap-3 leading-relaxed">
          <Blocks blocks={blocks} />
        </article>
      )}
    </ReadResult>
  );
}

function Blocks({ blocks }: { readonly blocks: readonly Block[] }) {
  return groupsOf(blocks).map((group, index) => {
    const [first] = group;
    if (first?.kind === 'item') return <Items key={index} items={group} />;
    return first && <One key={index} block={first} />;
  });
}

/** Neighbouring items of one kind are one list. */
function groupsOf(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.[0];
    if (block.kind === 'item' && last?.kind === 'item' && last.ordered === block.ordered) groups.at(-1)?.push(block);
    else groups.push([block]);
  }
  return groups;
}

function Items({ items }: { readonly items: readonly Block[] }) {
  const ordered = items[0]?.kind === 'item' && items[0].ordered;
  const List = ordered ? 'ol' : 'ul';
  return (
    <List className={`pl-6 ${ordered ? 'list-decimal' : 'list-disc'}`}>
      {items.map(
        (item, index) =>
          item.kind === 'item' && (
            <li key={index} style={{ marginLeft: `${item.level * 1.5}rem` }}>
              <Runs runs={item.runs} />
            </li>
          ),
      )}
    </List>
  );
}

function One({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      // The page has its own first heading.
      const Heading = block.level === 1 ? 'h2' : block.level === 2 ? 'h3' : 'h4';
      return (
        <Heading className={block.level === 1 ? 'pt-2 text-lg font-semibold' : 'pt-1 font-semibold'}>
          <Runs runs={block.runs} />
        </Heading>
      );
    }
    case 'table':
      return (
        <div className="overflow-x-auto">
          <table className="border-collapse text-sm">
            <tbody>
              {block.rows.map((row, index) => (
                <Row
                  key={index}
                  cells={row.map((cell, at) => (
                    <Blocks key={at} blocks={cell} />
                  ))}
                  head={index === 0}
                />
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'item':
    case 'paragraph':
      return (
        <div className="whitespace-pre-wrap">
          <Runs runs={block.runs} />
        </div>
      );
  }
}

const Runs = ({ runs }: { readonly runs: readonly Run[] }) => runs.map((run, index) => <Piece key={index} run={run} />);

function Piece({ run }: { readonly run: Run }) {
  if (run.picture) return <BlobPicture picture={run.picture} name={run.text} />;
  const look = `${run.bold ? 'font-semibold' : ''} ${run.italic ? 'italic' : ''} ${run.struck ? 'line-through' : run.underlined ? 'underline' : ''}`;
  if (run.link !== undefined && /^(https?|mailto):/i.test(run.link))
    return (
      <a href={run.link} title={run.link} target="_blank" rel="noopener noreferrer" className={`${look} underline`}>
        {run.text}
      </a>
    );
  return look.trim() === '' ? run.text : <span className={look}>{run.text}</span>;
}
