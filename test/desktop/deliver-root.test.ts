// Where a task's finished files go: one folder for its whole life, with a name that every disk takes.
import { expect, it } from '@jest/globals';
import type { Output } from '../../src/contract/task.ts';
import { deliverRoot } from '../../src/desktop/deliver-root.ts';
import type { TaskRow } from '../../src/store/port.ts';

const ID = 't000000003f9a';
const rootOf = (title: string, of: { timeZone?: string; outputs?: Partial<Output>[] } = {}): Promise<string> =>
  deliverRoot({
    store: {
      task: async () => ({ title, createdAt: '2026-03-14T22:30:00.000Z' }) as TaskRow,
      outputs: async () => (of.outputs ?? []) as Output[],
    },
    deliverTo: async () => '/deliveries',
    timeZone: of.timeZone ?? 'UTC',
  })(ID);

it.each([
  ['UTC', '2026-03-14'],
  ['Australia/Sydney', '2026-03-15'],
  ['America/Los_Angeles', '2026-03-14'],
])('is named by the day that it is for the user: %s', async (timeZone, day) => {
  expect(await rootOf('Sort my receipts', { timeZone })).toBe(`/deliveries/${day} Sort my receipts 3f9a`);
});

it('is the one of the first delivery, though title and setting have changed', async () => {
  const outputs = [{ path: '/outputs/a.md' }, { path: '/outputs/b.md', deliveredTo: '/before/2026-03-14 Old title 3f9a/b.md' }];
  expect(await rootOf('New title', { outputs })).toBe('/before/2026-03-14 Old title 3f9a');
});

it.each(['📎'.repeat(80), `${'a'.repeat(55)}📎📎`, 'half of one: \ud83d', '漢'.repeat(300), 'a/b\\c:*?"<>|', '...', ''])(
  'has a name that every disk takes: %j',
  async (title) => {
    const name = (await rootOf(title)).slice('/deliveries/'.length);
    expect(name.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^2026-03-14 [^/\\:*?"<>|\u0000-\u001f]+ 3f9a$/u);
  },
);
