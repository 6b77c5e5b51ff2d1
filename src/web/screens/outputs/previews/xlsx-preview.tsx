// A spreadsheet: its sheets, one at a time.
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { words } from '../../../words/words.ts';
import { readXlsx } from '../formats/read-xlsx.ts';
import type { Table } from '../formats/table.ts';
import { Grid } from '../grid.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { ReadResult } from './read-result.tsx';

export function XlsxPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="xlsx" read={readXlsx}>
      {(sheets) => <Sheets sheets={sheets} />}
    </ReadResult>
  );
}

function Sheets({ sheets }: { readonly sheets: readonly Table[] }) {
  const [chosen, setChosen] = useState(0);
  const table = sheets[chosen];
  return (
    <div className="flex flex-col gap-3">
      {sheets.length > 1 && (
        <div role="group" aria-label={words.results.sheets} className="flex flex-wrap gap-1">
          {sheets.map(({ name }, index) => (
            <Button
              key={name}
              look="quiet"
              aria-pressed={index === chosen}
              className="max-w-60 aria-pressed:bg-hover aria-pressed:font-semibold"
              onClick={() => setChosen(index)}
            >
              <span className="truncate">{name}</span>
            </Button>
          ))}
        </div>
      )}
      {table && <Grid key={chosen} table={table} />}
    </div>
  );
}
