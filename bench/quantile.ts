// Medians and tails. NaN of nothing.

/** The q-quantile of sorted numbers. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

export const median = (numbers: readonly number[]): number => quantile(sorted(numbers), 0.5);

/** Cells of a table: the quantiles asked for, and the count. */
export const spread = (numbers: readonly number[], ...at: readonly number[]): number[] => {
  const all = sorted(numbers);
  return [...at.map((q) => rounded(quantile(all, q))), all.length];
};

/** To three digits, or to ones where there are more: a figure says no more than it knows. */
export const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
