// Files so large that a few rounds of reading them fill the model's window.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptedCall } from '../../src/demo/model-server/port.ts';
import { call } from '../rig/scripts.ts';
import type { Story } from './story.ts';

const FILES = ['large 1.txt', 'large 2.txt'];
/** As much as one result may show. */
const CHARS = 90_000;

export function writeHeavy(folder: string, story: Story): void {
  for (const name of FILES) {
    const content = `${'words that fill the window, one line after the other\n'.repeat(CHARS / 53)}`;
    writeFileSync(join(folder, name), content);
    story.tree().set(name, content);
  }
}

export const heavyCalls = ({ name }: Story): ScriptedCall[] =>
  FILES.map((file) => call('read_file', { path: `/folders/${name}/${file}` }));
