// A page that a task made, with its scripts: without an origin, without network, in a frame that leads nowhere.
import { useClient } from '../../../state/client-context.ts';
import { words } from '../../../words/words.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';

export function PagePreview({ output }: PreviewProps) {
  const client = useClient();
  return (
    <>
      <iframe
        title={words.results.artifact(output.name)}
        src={client.outputPageUrl(output.id)}
        // The answer says the same for itself; either of them is enough.
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        // Pages of tasks do not know our themes: they get paper.
        className="h-[75dvh] w-full rounded-md border border-line bg-[white]"
        style={{ colorScheme: 'light' }}
      />
      <Note text={words.results.artifactNote} />
    </>
  );
}
