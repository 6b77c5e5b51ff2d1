// A picture, as large as there is room or as it is. What a drawing (svg) contains is not run: it is only a picture here.
import { Maximize2, Minimize2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useClient } from '../../../state/client-context.ts';
import { sayNumber } from '../../../words/say-amount.ts';
import { words } from '../../../words/words.ts';
import { Note } from '../note.tsx';
import type { PreviewProps } from '../result-preview.tsx';

/** What is transparent shows squares, light ones in both themes: most pictures are made for paper. */
const SQUARES = 'bg-[repeating-conic-gradient(var(--line)_0_25%,white_0_50%)] bg-size-[16px_16px]';

export function ImagePreview({ output }: PreviewProps) {
  const client = useClient();
  const [broken, setBroken] = useState(false);
  const [full, setFull] = useState(false);
  const [size, setSize] = useState<{ width: number; height: number; fits: boolean }>();
  if (broken) return <Note text={words.results.broken} />;
  const Icon = full ? Minimize2 : Maximize2;
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center gap-4 text-sm text-muted">
        {size && <span>{words.results.pixels(sayNumber(size.width), sayNumber(size.height))}</span>}
        {size && !size.fits && (
          <Button onClick={() => setFull(!full)}>
            <Icon size={18} aria-hidden />
            {full ? words.results.fit : words.results.fullSize}
          </Button>
        )}
      </div>
      <div
        {...(full ? { role: 'region', 'aria-label': words.results.fullSize, tabIndex: 0 } : {})}
        className={full ? 'max-h-[80dvh] overflow-auto rounded-md border border-line' : ''}
      >
        <img
          src={client.outputUrl(output.id, 'inline')}
          alt={words.results.picture(output.name)}
          onError={() => setBroken(true)}
          onLoad={({ currentTarget: image }) =>
            setSize({
              width: image.naturalWidth,
              height: image.naturalHeight,
              fits: image.naturalWidth <= image.clientWidth && image.naturalHeight <= image.clientHeight,
            })
          }
          className={`${SQUARES} ${full ? 'max-w-none' : 'max-h-[80dvh] max-w-full rounded-md border border-line object-contain'}`}
          style={{ colorScheme: 'light' }}
        />
      </div>
    </>
  );
}
