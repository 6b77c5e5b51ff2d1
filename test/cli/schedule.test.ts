// `cowork schedule` against the real api.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Schedule } from '../../src/contract/schedules.ts';
import { type CliRig, openCliRig } from './cli-rig.ts';

let rig: CliRig;
beforeEach(async () => (rig = await openCliRig({ folderWaitMs: 50 })));
afterEach(() => rig.close());

const schedule = (...args: string[]) => rig.cowork(['schedule', ...args]);

it('teaches by an example while there is nothing, and names its words', async () => {
  expect(await schedule()).toMatchObject({ code: 0, out: expect.stringContaining('cowork schedule add') });
  expect(await schedule('lst')).toMatchObject({ code: 2, err: expect.stringContaining('There are add, ls, show') });
});

it('reads back in words with the next five times, saves, shows, changes, pauses, runs, tells its history and removes', async () => {
  const added = await schedule('add', 'every weekday at 9', 'Tidy up', '--zone', 'Europe/Berlin', '--daily-usd', '2');
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Every weekday at 09:00 (Europe/Berlin)') });
  expect(added.out.match(/ 09:00$/gm)).toHaveLength(5);
  const [made] = JSON.parse((await schedule('ls', '--json')).out) as Schedule[];
  const id = made!.id;
  expect((await schedule('show', id.slice(0, 5))).out).toContain('2 $ a day');
  expect((await schedule('edit', id, '--at', 'last day of the month at 18')).out).toContain(
    'On the last day of the month at 18:00',
  );
  expect((await schedule('pause', id)).err).toContain('Paused');
  expect((await schedule()).out).toContain('Paused');
  expect((await schedule('resume', id)).err).toContain('It goes on');
  expect((await schedule('run', id)).err).toContain('cowork watch t');
  expect((await schedule('history', id)).out).toContain('working');
  expect((await schedule('rm', id)).err).toContain('removed');
  expect(JSON.parse((await schedule('ls', '--json')).out)).toEqual([]);
});

it('saves nothing with --preview, nor what it does not understand', async () => {
  expect((await schedule('add', 'every 15 minutes', 'x', '--preview')).out).toContain('Every 15 minutes');
  expect(await schedule('add', 'now and then', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('now and then') });
  expect(await schedule('add', 'every day at 9', 'x', '--overlap', 'both')).toMatchObject({ code: 2 });
  expect(JSON.parse((await schedule('ls', '--json')).out)).toEqual([]);
});

it('says once what it does not understand, and nothing in the words of the api', async () => {
  expect((await schedule('add', 'sometimes', 'x')).err).toMatch(/^"sometimes" was not understood\. For example: every weekday/);
  expect((await schedule('add', 'Whenever at 9', 'x')).err).toMatch(/^In "Whenever at 9", "whenever" was not understood\. For/);
  expect((await schedule('add', 'every day at 9', 'x', '--zone', 'Mars/X')).err).toBe(
    'There is no time zone "Mars/X"; zones are named like Europe/Berlin.\n',
  );
  expect((await schedule('add', '0 9 31 2 *', 'x')).err).toMatch(
    /^"on the 31st .+ in February at 09:00" \(.+\) is never due\. Not/,
  );
  expect((await schedule('add', '0 9 31 2 *', 'x', '--preview')).out).toMatch(/\nIt is never due\.\n$/);
  expect((await schedule('add', 'once at 2020-01-01 09:00', 'x')).err).toContain('is never due again. Nothing was saved.');
});
