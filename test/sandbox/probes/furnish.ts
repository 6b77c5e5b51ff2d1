// What lies in and beside the folder that probes are granted.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Computer } from '../../files/computer.ts';

/** What nothing in a guest may ever see. In parts, so that looking for it is not finding it. */
export const SECRET = ['sk-ant', 'secret-of-the-host'].join('-');
export const outsideOf = (computer: Computer): string => join(computer.base, 'work', 'outside.txt');

export function furnish(computer: Computer): void {
  const folder = join(computer.base, 'work', 'Granted');
  computer.file('work/outside.txt', SECRET);
  computer.file('work/Granted/a.txt', 'alpha');
  computer.file('work/Raw/a.txt', 'alpha');
  symlinkSync(outsideOf(computer), join(folder, 'evil'));
  symlinkSync('../outside.txt', join(folder, 'evil up'));
  symlinkSync('evil', join(folder, 'evil chain'));
  symlinkSync('/proc/self/root/etc/../..', join(folder, 'evil root'));
}
