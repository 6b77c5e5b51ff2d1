// What is written down of a machine beside its sockets, so that a worker that comes later finds it, or knows that it is gone.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Process = z.object({ pid: z.int(), startTime: z.string() });
const Share = z.object({ slot: z.int().min(0), dev: z.string(), ino: z.string(), tag: z.string(), set: z.int() });
const Record = z.object({
  /** The jail, which is known before it begins; then QEMU in it. */
  processes: z.array(Process),
  image: z.string(),
  accelerator: z.enum(['kvm', 'hvf', 'tcg']),
  memoryMb: z.int(),
  startedAt: z.string(),
  /** Counts the shares that were ever plugged in: a tag is used once. */
  plugged: z.int(),
  shares: z.array(Share),
});
export type Share = z.infer<typeof Share>;
export type MachineRecord = z.infer<typeof Record>;

const fileOf = (folder: string): string => join(folder, 'machine.json');

/** Undefined when there is none, or it cannot be read: then no machine was started from here that could still live. */
export function readRecord(folder: string): MachineRecord | undefined {
  try {
    return Record.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeRecord(folder: string, record: MachineRecord): void {
  const fresh = `${fileOf(folder)}.new`;
  writeFileSync(fresh, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(folder));
}
