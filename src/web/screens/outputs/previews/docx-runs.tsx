// The pieces of a paragraph: texts in their looks, links that lead outside, pictures.
import type { Run } from '../formats/docx-runs.ts';
import { BlobPicture } from './blob-picture.tsx';

export const Runs = ({ runs }: { readonly runs: readonly Run[] }) => runs.map((run, index) => <Piece key={index} run={run} />);

function Piece({ run }: { readonly run: Run }) {
  if (run.picture) return <BlobPicture picture={run.picture} name={run.text} width={run.width} />;
  const look = `${run.bold ? 'font-semibold' : ''} ${run.italic ? 'italic' : ''} ${run.struck ? 'line-through' : run.underlined ? 'underline' : ''}`;
  if (run.link !== undefined && /^(https?|mailto):/i.test(run.link))
    return (
      <a href={run.link} title={run.link} target="_blank" rel="noopener noreferrer" className={`${look} underline`}>
        {run.text}
      </a>
    );
  const Raised = run.raised;
  if (Raised) return <Raised className={look}>{run.text}</Raised>;
  return look.trim() === '' ? run.text : <span className={look}>{run.text}</span>;
}
