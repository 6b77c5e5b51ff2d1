// The VAT sheet that the scripted model writes: made of nothing but lines that a search found in the receipts.

export interface VatRow {
  readonly date: string;
  readonly shop: string;
  readonly totalCents: number;
  readonly vatCents: number;
}

/** Undefined when a file's lines are not those of a receipt. */
export function readReceipt(lines: readonly string[]): VatRow | undefined {
  const text = lines.join('\n');
  const total = /^TOTAL EUR (\d+)\.(\d\d) \(VAT (\d+)\.(\d\d)\)$/m.exec(text);
  const shop = /^Shop: (.+)$/m.exec(text)?.[1];
  const date = /^Date: (\d{4}-\d\d-\d\d)$/m.exec(text)?.[1];
  if (!total || shop === undefined || date === undefined) return undefined;
  const cents = (i: number): number => Number(total[i]) * 100 + Number(total[i + 1]);
  return { date, shop, totalCents: cents(1), vatCents: cents(3) };
}

export interface VatTotals {
  readonly totalCents: number;
  readonly vatCents: number;
}
export const totalsOf = (rows: readonly VatRow[]): VatTotals => ({
  totalCents: rows.reduce((sum, row) => sum + row.totalCents, 0),
  vatCents: rows.reduce((sum, row) => sum + row.vatCents, 0),
});

export const euros = (cents: number): string => (cents / 100).toFixed(2);

/** By date, with the sum in the last line. */
export function vatCsv(rows: readonly VatRow[]): string {
  const sorted = rows.toSorted((a, b) => a.date.localeCompare(b.date));
  const sum = totalsOf(rows);
  const lines = sorted.map((row) => [row.date, quoted(row.shop), euros(row.totalCents), euros(row.vatCents)].join(','));
  return ['date,shop,total EUR,VAT EUR', ...lines, `sum,,${euros(sum.totalCents)},${euros(sum.vatCents)}`, ''].join('\n');
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
