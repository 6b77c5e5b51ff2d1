// A disk that forgets what was not fsynced: mounted for this process, recorded, and cut off at any moment afterwards.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chance } from './disk/crash.ts';
import { CONTROL } from './disk/fuse-calls.ts';
import type { Line, Order } from './disk/recorder.ts';

export interface LossyDisk {
  readonly folder: string;
  /** From now on what is done is written down; what is there counts as safe. Answers the number of the recording. */
  record(): number;
  /** Somebody was told something; comes in the recording after all that was done before. */
  readonly mark: (text: string) => void;
  log(recording: number): Line[];
  /** Makes the disk what it is when the power fails before entry `cut`. Close every file on it first. */
  crash(of: { recording: number; cut: number; chance: Chance }): void;
  /** Equal for two crashes after which nobody could tell the difference. */
  digest(of: { recording: number; cut: number; chance: Chance }): string;
  /** In words, what had been done before the cut and is not on the disk then. */
  lost(of: { recording: number; cut: number; chance: Chance }): string[];
  close(): Promise<void>;
}

const SERVE = fileURLToPath(new URL('./disk/serve.ts', import.meta.url));

/** To be called in a mount namespace of its own (unshare -m), with which the mount ends. */
export async function mountLossyDisk(folder: string, freeMb: number): Promise<LossyDisk> {
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVE, folder, String(freeMb)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await Promise.race([
    new Promise<void>((resolve) => server.stdout.once('data', () => resolve())),
    ended.then(() => Promise.reject(new Error('the disk could not be mounted'))),
  ]);
  const control = join(folder, CONTROL);
  const order = (given: Order): unknown => {
    writeFileSync(control, JSON.stringify(given));
    return JSON.parse(readFileSync(control, 'utf8'));
  };
  return {
    folder,
    record: () => order({ do: 'record' }) as number,
    mark: (text) => void order({ do: 'mark', text }),
    log: (log) => order({ do: 'log', log }) as Line[],
    crash: ({ recording, cut, chance }) => void order({ do: 'crash', log: recording, cut, chance }),
    digest: ({ recording, cut, chance }) => order({ do: 'crash', log: recording, cut, chance, only: 'digest' }) as string,
    lost: ({ recording, cut, chance }) => order({ do: 'crash', log: recording, cut, chance, only: 'lost' }) as string[],
    async close() {
      server.stdin.end();
      await ended;
    },
  };
}
