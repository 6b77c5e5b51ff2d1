// docs/benchmarks.json: the ratios of the last committed tables, written with them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type KeptRatios, parseRatios } from './ratios.ts';

const FILE = fileURLToPath(new URL('../docs/benchmarks.json', import.meta.url));

export function readRatios(): KeptRatios {
  try {
    return parseRatios(readFileSync(FILE, 'utf8'));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return {};
    throw error;
  }
}

export const writeRatios = (ratios: KeptRatios): void => writeFileSync(FILE, `${JSON.stringify(ratios, null, 2)}\n`);
