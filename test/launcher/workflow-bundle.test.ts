// The workflow bundle is made once per state of the sources.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { workflowBundlePath } from '../../src/launcher/workflow-bundle.ts';

it('a second call finds the bundle of the first, outside the checkout', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'cowork-bundle-'));
  const env = { XDG_CACHE_HOME: cache };
  const first = await workflowBundlePath(env);
  expect(readFileSync(first, 'utf8')).toContain('coworkTask');
  const { mtimeNs } = statSync(first, { bigint: true });
  expect(await workflowBundlePath(env)).toBe(first);
  expect(statSync(first, { bigint: true }).mtimeNs).toBe(mtimeNs);
  if (process.platform === 'linux') expect(first.startsWith(cache)).toBe(true);
  expect(readdirSync(join(first, '..'))).toHaveLength(1);
  rmSync(cache, { recursive: true });
});
