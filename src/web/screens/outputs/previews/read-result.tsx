// A result, read as what it says it is; where that fails, it says so.
import type { ReactNode } from 'react';
import type { Output } from '../../../../contract/task.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { useOutputAs } from '../../../state/output-queries.ts';
import { words } from '../../../words/words.ts';
import { Note } from '../note.tsx';

export interface ReadResultProps<T> {
  readonly output: Output;
  /** Another reading of the same bytes has another name. */
  readonly kind: string;
  readonly read: (bytes: Uint8Array) => T | Promise<T>;
  readonly children: (value: T) => ReactNode;
}

export function ReadResult<T>({ output, kind, read, children }: ReadResultProps<T>) {
  const query = useOutputAs(output.id, kind, read);
  return (
    <Loaded query={query}>{(found) => ('broken' in found ? <Note text={words.results.broken} /> : children(found.value))}</Loaded>
  );
}

export const readText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
