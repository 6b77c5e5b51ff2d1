// What processes hold in memory, in MB: resident, and with shared pages counted once. Linux only.
import { readFileSync } from 'node:fs';

export interface Memory {
  readonly rssMb: number;
  readonly pssMb: number;
}

export const memoryOf = (pid: number): Memory => ({
  rssMb: megabytes(pid, 'status', 'VmRSS'),
  pssMb: megabytes(pid, 'smaps_rollup', 'Pss'),
});

function megabytes(pid: number, file: string, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
  return line ? Number(line[1]) / 1_024 : NaN;
}
