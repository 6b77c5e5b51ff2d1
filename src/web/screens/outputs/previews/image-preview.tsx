// A picture, as large as there is room. What a drawing (svg) contains is not run: it is only a picture here.
import { useState } from 'react';
import { useClient } from '../../../state/client-context.ts';
import { words } from '../../../words/words.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';

export function ImagePreview({ output }: PreviewProps) {
  const client = useClient();
  const [broken, setBroken] = useState(false);
  if (broken) return <Note text={words.results.broken} />;
  return (
    <img
      src={client.outputUrl(output.id, 'inline')}
      alt={words.results.picture(output.name)}
      onError={() => setBroken(true)}
      className="max-h-[80dvh] max-w-full self-start rounded-md border border-line bg-raised object-contain"
    />
  );
}
