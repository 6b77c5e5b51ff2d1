// What is written down of a virtual machine beside its sockets.
import { z } from 'zod';
import { readStarted, runningIn, Started } from '../started.ts';

const Share = z.object({ slot: z.int().min(0), dev: z.string(), ino: z.string(), tag: z.string(), set: z.int() });
const Record = Started.extend({
  image: z.string(),
  accelerator: z.enum(['kvm', 'hvf', 'tcg']),
  memoryMb: z.int(),
  /** Counts the shares that were ever plugged in: a tag is used once. */
  plugged: z.int(),
  shares: z.array(Share),
});
export type Share = z.infer<typeof Share>;
export type MachineRecord = z.infer<typeof Record>;

export const readRecord = (folder: string): MachineRecord | undefined => readStarted(folder, Record);
/** Of a machine that runs. */
export const runningMachine = (folder: string): MachineRecord | undefined => runningIn(folder, Record);
