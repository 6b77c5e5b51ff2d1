// A task from creation to its outcome on a real Temporal server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedRequest } from '../../src/demo/model-server/port.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;

/** Reads what it was told is attached, nothing else. */
const attached = (request: ParsedRequest): string[] =>
  /Attached files: (.*)/.exec(JSON.stringify(request.messages[0]))?.[1]?.match(/\/uploads\/[^,\\]+/g) ?? [];

const scripts = {
  'read-attached': inSteps(
    (request) => ({ toolCalls: attached(request).map((path) => call('read_file', { path })) }),
    (request) => ({ text: lastResults(request).join(' ') }),
  ),
  look: inSteps(
    {
      text: 'I look first.',
      toolCalls: [
        call('update_plan', { steps: [{ title: 'look', status: 'active' }] }),
        call('list_files', { path: '/folders/inbox' }),
      ],
    },
    (request) => ({ text: `There are these: ${lastResults(request)[1] ?? ''}` }),
  ),
};

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({ address: temporal.address, scripts });
});
afterAll(async () => {
  await rig?.close();
  await temporal?.stop();
});

describe('attached files', () => {
  it('of one name are each told and read under a name of their own', async () => {
    const attachments = ['u000000000001', 'u000000000002'];
    mkdirSync(join(rig.paths.files, 'uploads'), { recursive: true });
    for (const [i, id] of attachments.entries()) {
      writeFileSync(join(rig.paths.files, 'uploads', id), `content ${i + 1}`);
      await rig.store.putUpload({ id, name: 'Beleg März.txt', type: 'text/plain', bytes: 9 });
    }
    const { id } = await rig.create({ script: 'read-attached', attachments });
    const { outcome } = await rig.until(id, 'completed');
    expect(outcome).toContain('content 1');
    expect(outcome).toContain('content 2');
  });
});

describe('a task that only looks', () => {
  it('lists the granted folder and ends with what it saw', async () => {
    const folder = rig.folder('inbox');
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'Rechnung März.txt'), 'x');
    const { id } = await rig.create({ script: 'look', folders: [{ path: folder, access: 'write' }] });
    const task = await rig.until(id, 'completed');
    expect(task.outcome).toContain('Rechnung März.txt');
    expect(task.plan).toEqual([{ title: 'look', status: 'active' }]);
    expect(rig.model.refusals()).toEqual([]);
    const events = await rig.store.events(id, 0, 1_000);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.map((event) => event.type)).toEqual([
      'task_created',
      'folders_changed',
      'status_changed',
      'step_started',
      'message_added',
      'usage_updated',
      'tool_started',
      'plan_updated',
      'tool_finished',
      'tool_started',
      'tool_finished',
      'step_started',
      'message_added',
      'usage_updated',
      'status_changed',
      'task_finished',
    ]);
  });
});
