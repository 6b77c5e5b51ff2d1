// Every kept history runs through the present workflow code; a changed workflow is caught.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';

const folder = new URL('./histories/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();
const bundle = (path: string) =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL(path, import.meta.url)), logger: new DefaultLogger('ERROR') });

interface History {
  events: { eventType: string }[];
}
const load = (name: string): History => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as History;

let ours: Awaited<ReturnType<typeof bundle>>;
let changed: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  ours = await bundle('../../src/workflows/index.ts');
  changed = await bundle('./changed-workflow.ts');
}, 60_000);

describe('kept histories', () => {
  it('are there for at least five behaviours', () => {
    expect(new Set(files.map((name) => name.split('.', 1)[0])).size).toBeGreaterThanOrEqual(5);
  });

  it.each(files)('%s is replayed by the present workflow', async (name) => {
    const history = load(name);
    // Without a completed workflow task nothing would be replayed, and anything would be green.
    expect(history.events.filter((e) => e.eventType.includes('WORKFLOW_TASK_COMPLETED')).length).toBeGreaterThan(0);
    await Worker.runReplayHistory({ workflowBundle: ours }, history);
  });

  it.each(files)('%s is refused by a changed workflow', async (name) => {
    await expect(Worker.runReplayHistory({ workflowBundle: changed }, load(name))).rejects.toThrow(DeterminismViolationError);
  });
});
