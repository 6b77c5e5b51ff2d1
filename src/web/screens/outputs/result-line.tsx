// One result in a list, a rail or a card: what it is, how large, from when; it leads to its preview.
import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import type { Output } from '../../../contract/task.ts';
import { ShortName } from '../../parts/short-name.tsx';
import { Time } from '../../parts/time.tsx';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { ICONS, kindOf } from './kind.ts';

/** A card of a conversation knows no more than the name. */
type Shown = Pick<Output, 'id' | 'taskId' | 'name'> & Partial<Pick<Output, 'type' | 'bytes' | 'version' | 'createdAt'>>;

export function ResultLine({ output }: { readonly output: Shown }) {
  const { type, bytes, version = 1, createdAt } = output;
  const Icon = type === undefined ? FileText : ICONS[kindOf({ type })];
  return (
    <Link
      to="/tasks/$taskId/outputs"
      params={{ taskId: output.taskId }}
      search={{ output: output.id }}
      className="flex min-h-10 min-w-0 items-center gap-3 rounded-md py-2 hover:bg-hover"
    >
      <Icon size={20} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <ShortName name={output.name} />
        {bytes !== undefined && (
          <span className="flex flex-wrap gap-x-3 text-sm text-muted">
            <span>{saySize(bytes)}</span>
            {version > 1 && <span>{words.results.version(version)}</span>}
            {createdAt !== undefined && <Time at={createdAt} />}
          </span>
        )}
      </span>
    </Link>
  );
}
