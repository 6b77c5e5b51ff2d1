// A task that has only commands: a script over 300 real files, asked once, applied exactly, taken back to the byte; also with everything
// killed in the middle. Real product, real virtual machine.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { differences, treeFacts } from '../../../src/demo/tree-hash.ts';
import type { Script } from '../../../src/demo/model-server/port.ts';
import { endProduct, type ProductRig, startProduct } from '../../rig/product-rig.ts';
import { call, inSteps } from '../../rig/scripts.ts';
import { makeMixedFiles } from './mixed-files.ts';
import { untilStatus, untilStatusWithin } from '../../rig/watch-task.ts';

const TEST_MS = 240_000;
const FOLDER = 'Belege, März 2024';

/** What a model would write: by the kind of file into folders, all text files together into one table, empty ones away. */
const SORT = `cd "/folders/${FOLDER}" && cat > /tmp/sort.py <<'PY'
import os, csv
table = []
for name in sorted(os.listdir('.')):
    if not os.path.isfile(name) or os.path.islink(name) or name.startswith('.'):
        continue
    if os.path.getsize(name) == 0:
        os.unlink(name)
        continue
    kind = os.path.splitext(name)[1].lstrip('.').lower() or 'other'
    os.makedirs(kind, exist_ok=True)
    if kind == 'txt':
        with open(name, encoding='utf-8', errors='replace') as f:
            table.append((name, len(f.read())))
    os.rename(name, os.path.join(kind, name))
with open('table.csv', 'w', newline='') as f:
    csv.writer(f).writerows(table)
print(len(table), 'rows')
PY
python3 /tmp/sort.py`;

const scripts: Record<string, Script> = {
  sort: inSteps({ text: 'I sort them with a script.', toolCalls: [call('bash', { command: SORT })] }, { text: 'Sorted.' }),
};

let rig: ProductRig;
beforeAll(async () => {
  rig = await startProduct({ scripts });
}, 90_000);
afterAll(() => endProduct(rig), 60_000);

describe('300 mixed files and only commands', () => {
  it(
    'are reorganised by a script: asked once, applied exactly, taken back to the byte',
    async () => {
      const folder = join(rig.base, FOLDER);
      mkdirSync(folder);
      const files = makeMixedFiles(folder, 300);
      const before = await treeFacts(folder);
      const { id } = await rig.client.createTask({ prompt: '[[script:sort]]', folders: [{ path: folder }] });
      const asked = await untilStatusWithin(TEST_MS / 2, () => rig.client, id, 'waiting_approval');
      expect(asked.approvals).toHaveLength(1);
      const [approval] = asked.approvals;
      expect(approval).toMatchObject({ tool: 'bash', preview: { irreversible: [] } });
      expect(approval!.preview.counts).toMatchObject({ create: 1, move: files.moved, delete: files.empty });
      expect(differences(before, await treeFacts(folder))).toEqual([]);

      await rig.client.decide(approval!.id, { decision: 'allow' });
      await untilStatus(() => rig.client, id, 'completed');
      expect(readdirSync(folder).sort()).toContain('table.csv');
      expect(readdirSync(join(folder, 'txt')).length).toBe(files.text);

      await rig.client.undo(id, {});
      expect(differences(before, await treeFacts(folder))).toEqual([]);
    },
    TEST_MS,
  );
});
