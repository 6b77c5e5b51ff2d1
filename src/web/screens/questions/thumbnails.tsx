// A small picture of what a picture's file holds before and after. Its room is there before it is, and stays where it does not come.
import { FileImage } from 'lucide-react';
import { useState } from 'react';
import type { Operation } from '../../../contract/changes.ts';
import { useClient } from '../../state/client-context.ts';
import { words } from '../../words/words.ts';
import { target } from './sort-out.ts';

const PICTURE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;
/** The product answers with no more. */
const MOST_BYTES = 10_000_000;

type Side = 'before' | 'after';
const SIDES: Readonly<Partial<Record<Operation['op'], readonly Side[]>>> = {
  create: ['after'],
  replace: ['before', 'after'],
  move: ['after'],
  delete: ['before'],
};

interface ThumbnailsProps {
  readonly approvalId: string;
  readonly operation: Operation;
}

/** Nothing for what is no picture. */
export function Thumbnails({ approvalId, operation }: ThumbnailsProps) {
  const { id, op, bytes } = operation;
  const client = useClient();
  const sides = PICTURE.test(target(operation)) && bytes <= MOST_BYTES ? SIDES[op] : undefined;
  if (!sides) return null;
  return (
    <span className="my-0.5 flex shrink-0 gap-1">
      {sides.map((side) => (
        <Thumbnail
          key={side}
          url={client.proposedPictureUrl(approvalId, id, side)}
          name={sides.length > 1 ? words.question.picture[side] : words.question.picture.only}
        />
      ))}
    </span>
  );
}

/** As a picture a drawing (svg) runs nothing. */
function Thumbnail({ url, name }: { readonly url: string; readonly name: string }) {
  const [broken, setBroken] = useState(false);
  return (
    <span
      title={name}
      className="flex size-12 items-center justify-center overflow-hidden rounded-md border border-line bg-raised"
    >
      {broken ? (
        <FileImage size={20} role="img" aria-label={words.question.picture.none} className="text-muted" />
      ) : (
        <img
          src={url}
          alt={name}
          loading="lazy"
          decoding="async"
          width={48}
          height={48}
          onError={() => setBroken(true)}
          className="size-full object-contain"
        />
      )}
    </span>
  );
}
