// A picture out of a file, for as long as it is in the page.
import { useEffect, useState } from 'react';
import { words } from '../../../words/words.ts';

export function BlobPicture({ picture, name }: { readonly picture: Blob; readonly name: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return (
    url && (
      <img src={url} alt={name || words.results.pictureInside} className="my-2 max-h-96 max-w-full rounded-md object-contain" />
    )
  );
}
