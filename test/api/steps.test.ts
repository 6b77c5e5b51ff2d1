// A step looked at closely: what its calls were asked and what they answered.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { StepDetails } from '../../src/contract/http.ts';
import { textResult } from '../../src/contract/tool-result.ts';
import { createTask } from '../store/contract/database.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => (rig = await openRig()));
afterEach(() => rig.close());

const use = (name: string, input: object) => ({ type: 'tool_use', id: `c-${name}`, name, input });

it('shows input and result of each call, in their order, also while one is not done', async () => {
  const { id } = await createTask(rig.store);
  const content = [{ type: 'text', text: 'I look.' }, use('list_files', { path: '/scratch' }), use('bash', { command: 'ls' })];
  await rig.store.putMessage({ taskId: id, step: 0, role: 'assistant', content, stopReason: 'tool_use', attempt: 1 });
  await rig.store.putToolResult({ taskId: id, step: 0, index: 0 }, 'list_files', textResult('file', 'a.txt'), 1);
  const { body } = await rig.call<StepDetails>('GET', `/tasks/${id}/steps/0`);
  expect(body.calls).toEqual([
    {
      index: 0,
      tool: 'list_files',
      input: '{\n  "path": "/scratch"\n}',
      result: { isError: false, origin: 'file', text: 'a.txt' },
    },
    { index: 1, tool: 'bash', input: '{\n  "command": "ls"\n}' },
  ]);
});

it('cuts what is long, and says how long it is', async () => {
  const { id } = await createTask(rig.store);
  const row = { taskId: id, step: 0, role: 'assistant' as const, stopReason: 'tool_use', attempt: 1 };
  await rig.store.putMessage({ ...row, content: [use('write_file', { content: 'x'.repeat(100_000) })] });
  const [call] = (await rig.call<StepDetails>('GET', `/tasks/${id}/steps/0`)).body.calls;
  expect(call!.input.length).toBeLessThan(21_000);
  expect(call!.input).toMatch(/\(100\d\d\d characters\)$/);
});

it.each(['1', '-1', 'x', '0.5'])('has no step %s', async (step) => {
  const { id } = await createTask(rig.store);
  expect((await rig.call('GET', `/tasks/${id}/steps/${step}`)).status).toBe(404);
});
