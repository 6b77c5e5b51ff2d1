// A .csv or .tsv as a table.
import { readCsv } from '../formats/read-csv.ts';
import type { Table } from '../formats/table.ts';
import { Grid } from '../grid.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { ReadResult, readText } from './read-result.tsx';

const read = (bytes: Uint8Array): Table => readCsv(readText(bytes));

export function CsvPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="csv" read={read}>
      {(table) => <Grid table={table} headed />}
    </ReadResult>
  );
}
