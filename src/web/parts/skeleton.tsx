// The shape of what is coming. Not seen in the first 200 ms, so that what is quick does not flicker.
import { words } from '../words/words.ts';

export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div role="status" className="flex flex-col gap-3 py-4 opacity-0 animate-appear">
      <span className="sr-only">{words.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={`h-4 rounded-md bg-hover ${line % 3 === 2 ? 'w-1/2' : 'w-full'}`} />
      ))}
    </div>
  );
}
