// Content as the product holds it in its own staging.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldContent } from '../../../src/files/port.ts';

/** In a folder of `base`; content that is there already is written once more. */
export const holdIn =
  (base: string) =>
  (content: string): HeldContent => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    mkdirSync(join(base, 'held'), { recursive: true });
    const file = join(base, 'held', sha256);
    writeFileSync(file, content, { mode: 0o600 });
    return { file, sha256, bytes: Buffer.byteLength(content) };
  };
