// Says that the product does not answer, and since when. What is on the page stays.
import { WifiOff } from 'lucide-react';
import { useConnection } from '../state/connection-context.ts';
import { sayTime } from '../words/say-time.ts';
import { words } from '../words/words.ts';

export function ConnectionLine() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection.kind === 'reconnecting' && (
        <p className="flex items-center gap-2 border-b border-line bg-hover px-4 py-2 text-sm">
          <WifiOff size={16} aria-hidden className="shrink-0" />
          {words.connection.reconnecting(sayTime(connection.since))}
        </p>
      )}
    </div>
  );
}
