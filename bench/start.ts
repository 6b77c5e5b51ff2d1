// How long a warm start takes, what the idle product needs, and how soon a task goes on after kill -9 of everything.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct } from '../test/rig/product-rig.ts';
import { call, manySteps } from '../test/rig/scripts.ts';
import { quantile } from './quantile.ts';

const ROUNDS = 5;

const look = (step: number) => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })], delayMs: 50 });
const rig = await startProduct({ scripts: { long: manySteps(1_000, look) } });
await sleep(5_000);
const pids = Object.values(rig.pids()).flatMap((process) => (process ? [process.pid] : []));
const memory = (file: string, field: string): number =>
  pids.reduce((sum, pid) => sum + kb(readFileSync(`/proc/${pid}/${file}`, 'utf8'), field), 0) / 1024;
const [rssMb, pssMb] = [memory('status', 'VmRSS'), memory('smaps_rollup', 'Pss')];

const { id } = await rig.client.createTask({ prompt: 'Look around. [[script:long]]', budget: { maxSteps: 2_000 } });
const starts: number[] = [];
const goneOn: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await sleep(1_500);
  await rig.kill('all');
  const before = lastSeq();
  const began = performance.now();
  await rig.restart();
  starts.push(performance.now() - began);
  while (lastSeq() === before) await sleep(10);
  goneOn.push(performance.now() - began);
}
const seconds = (times: number[]): string =>
  `${(
    quantile(
      times.sort((a, b) => a - b),
      0.5,
    ) / 1000
  ).toFixed(1)} s`;
console.log(`warm start to ready           p50 ${seconds(starts)}   (${ROUNDS} starts, goal 3 s)`);
console.log(`kill -9 of all to new event   p50 ${seconds(goneOn)}   (${ROUNDS} kills, goal 5 s)`);
console.log(
  `idle memory, all processes    ${rssMb.toFixed(0)} MB resident, ${pssMb.toFixed(0)} MB with shared pages counted once (goal 500)`,
);
await rig.stop();
await rig.remove();
process.exit(0);

/** Straight from the file: nobody serves while everything is dead. */
function lastSeq(): number {
  const database = new DatabaseSync(join(rig.home, 'tasks.db'), { readOnly: true });
  try {
    return Number(database.prepare('select last_seq from tasks where id = ?').get(id)?.['last_seq'] ?? 0);
  } finally {
    database.close();
  }
}

function kb(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
