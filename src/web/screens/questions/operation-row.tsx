// One line of what a question is about: a heading, a folder, or a single file with its tick.
import type { ReactNode } from 'react';
import { Checkbox } from '../../parts/checkbox.tsx';
import { sayNumber } from '../../words/say-amount.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { differenceOf, type Row } from './sort-out.ts';
import { TextDifference } from './text-difference.tsx';
import { Thumbnails } from './thumbnails.tsx';
import type { Ticks } from './use-ticks.ts';

interface OperationRowProps<R> {
  readonly approvalId: string;
  readonly row: R;
  readonly ticks: Ticks;
}

export function OperationRow({ approvalId, row, ticks }: OperationRowProps<Row>) {
  const { question } = words;
  switch (row.kind) {
    case 'block':
      return (
        <div data-part={row.key} className={`pt-3 ${row.block === 'irreversible' ? 'text-bad' : ''}`}>
          <Heading count={row.ids.length}>{question.blocks[row.block]}</Heading>
          {row.block === 'irreversible' && <p className="text-sm">{question.irreversibleHint}</p>}
        </div>
      );
    case 'group':
      return (
        <div data-part={row.key} className="pt-1 font-medium">
          <Checkbox checked={ticks.stateOf(row.ids)} onChange={(on) => ticks.set(row.ids, on)}>
            <span className="[overflow-wrap:anywhere]">{row.from === row.to ? row.from : `${row.from} → ${row.to}`}</span>
            <span className="font-normal text-muted"> ({question.files(sayNumber(row.ids.length))})</span>
          </Checkbox>
        </div>
      );
    case 'path':
      return (
        <p data-part={row.key} className="py-2 [overflow-wrap:anywhere] text-bad">
          {row.path}
        </p>
      );
    case 'operation':
      return <One approvalId={approvalId} row={row} ticks={ticks} />;
  }
}

function One({ approvalId, row, ticks }: OperationRowProps<Extract<Row, { kind: 'operation' }>>) {
  const { key, operation, name } = row;
  const { id, op, bytes, conflict, diff } = operation;
  const needed = ticks.needed.has(id);
  return (
    <div className={`${op === 'move' ? 'pl-8' : ''} ${needed ? 'rounded-md bg-hover' : ''}`}>
      <div data-part={key} className="flex flex-wrap items-center justify-end gap-x-3">
        <div className="min-w-0 flex-1 basis-48">
          <Checkbox checked={ticks.has(id)} onChange={(on) => ticks.set([id], on)}>
            <span className="[overflow-wrap:anywhere]">{name}</span>
            {conflict !== undefined && <span className="block text-sm text-bad">{conflict}</span>}
          </Checkbox>
        </div>
        <Thumbnails approvalId={approvalId} operation={operation} />
        <span className="min-w-16 shrink-0 text-right text-sm whitespace-nowrap text-muted">
          {op === 'mkdir' || op === 'attributes' || op === 'rmdir' || op === 'restore'
            ? words.question.verb[op]
            : bytes > 0 && saySize(bytes)}
        </span>
      </div>
      {diff !== undefined && diff !== '' && (
        <div className="pb-2 pl-8">
          <TextDifference diff={diff} part={differenceOf(key)} />
        </div>
      )}
    </div>
  );
}

function Heading({ children, count }: { readonly children: ReactNode; readonly count: number }) {
  return (
    <h3 className="font-medium">
      {children}
      {count > 0 && <span className="font-normal"> · {sayNumber(count)}</span>}
    </h3>
  );
}
