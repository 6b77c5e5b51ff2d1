// A moment as people say it, in full for who points at it.
import { sayTime, sayWholeTime } from '../words/say-time.ts';

export function Time({ at }: { readonly at: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={sayWholeTime(date)} className="whitespace-nowrap text-muted">
      {sayTime(date)}
    </time>
  );
}
