// Schedules at a minute's cadence across kills, stops and sleep: `npm run schedules`, about a quarter of an hour. Ends with 1 when a due time
// was lost or doubled, or a policy not kept.
import { setTimeout as sleep } from 'node:timers/promises';
import { saveResult } from '../../bench/results.ts';
import { startProduct } from '../rig/product-rig.ts';
import { wrongs } from './judge.ts';
import { KINDS, makeSchedule, type Off, type Outage, outage, SCRIPTS, tell } from './story.ts';

const UP_MS = 130_000;
const OUTAGES: readonly Outage[] = [
  { how: 'killed', ms: 190_000 },
  { how: 'stopped', ms: 130_000 },
  { how: 'asleep', ms: 190_000 },
];

const rig = await startProduct({
  scripts: SCRIPTS,
  prepare: async ({ cowork }) => void (await cowork(['config', 'set', 'daily-max-usd', '1000'])),
});
try {
  const made = await Promise.all(KINDS.map(async (kind) => [kind, await makeSchedule(rig.client, kind)] as const));
  const offs: Off[] = [];
  for (const one of OUTAGES) {
    await sleep(UP_MS);
    const off = await outage(rig, one);
    offs.push(off);
    console.log(`${off.how} from ${new Date(off.from).toISOString()} to ${new Date(off.to).toISOString()}`);
  }
  await sleep(UP_MS);
  // A moment after its minute everything that was due is known.
  const until = Date.now() - 15_000;
  const told = await tell(rig.client, made, until);
  const wrong = told.flatMap((one) => wrongs(one, offs));
  const count = (one: (typeof told)[number], state: string): number => one.runs.filter((run) => run.state === state).length;
  const states = ['finished', 'failed', 'killed', 'skipped', 'missed', 'running', 'waiting'];
  const rows = told.map((one) => [one.kind.name, one.runs.length, ...states.map((state) => count(one, state))]);
  console.table(rows);
  for (const text of wrong) console.log(text);
  saveResult({
    name: 'schedules',
    command: 'npm run schedules',
    table: {
      head: ['schedule', 'due times', ...states, 'wrong'],
      rows: rows.map((row, i) => [...row, wrongs(told[i]!, offs).length]),
    },
    notes: [
      `Eight schedules, each due every minute, while the product was ${offs.map((off) => `${off.how} for ${Math.round((off.to - off.from) / 1000)} s`).join(', then ')}. Lost: a due time without a row; doubled: two rows, or two tasks, for one.`,
    ],
    details: { offs, told },
  });
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await rig.remove();
}
