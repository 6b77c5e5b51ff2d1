// What a schedule of an agent is called when nobody named it.
import { expect, it } from '@jest/globals';
import { wishOf } from '../../src/activities/schedule-wish.ts';
import type { TaskRow } from '../../src/store/port.ts';

it('a long first line is cut between letters, never in the middle of one', () => {
  const task = { mode: 'ask', budget: {}, folders: [] } as unknown as TaskRow;
  const input = { when: 'every day at 9:00', prompt: `${'a'.repeat(59)}📎 and more\nof it` };
  const { name } = wishOf(task, input, { now: new Date('2026-03-14T00:00:00Z'), timeZone: 'UTC' });
  expect(name).toBe(`${'a'.repeat(59)}📎`);
});
