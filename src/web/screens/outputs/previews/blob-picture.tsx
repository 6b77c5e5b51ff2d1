// A picture out of a file, for as long as it is in the page.
import { useEffect, useState } from 'react';
import { words } from '../../../words/words.ts';

export interface BlobPictureProps {
  readonly picture: Blob;
  readonly name: string;
  /** In pixels, where its place says it. */
  readonly width?: number | undefined;
}

export function BlobPicture({ picture, name, width }: BlobPictureProps) {
  const url = useBlobUrl(picture);
  return (
    url !== undefined && (
      <img
        src={url}
        alt={name || words.results.pictureInside}
        className={`my-2 max-w-full rounded-md object-contain ${width === undefined ? 'max-h-96' : ''}`}
        style={{ width }}
      />
    )
  );
}

export function useBlobUrl(blob: Blob): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
