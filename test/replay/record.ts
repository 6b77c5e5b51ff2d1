// Records the histories that are missing, of this version: `npm run record-histories`. Kept ones are never written over.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { startEngineRig } from '../rig/engine-rig.ts';
import { startTemporal } from '../rig/temporal.ts';
import { BEHAVIOURS } from './behaviours/all.ts';
import type { Behaviour } from './behaviours/behaviour.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const fileOf = ({ name }: Behaviour): URL => new URL(`./histories/${name}.${version}.json`, import.meta.url);
const missing = BEHAVIOURS.filter((behaviour) => !existsSync(fileOf(behaviour)));
console.log(`${BEHAVIOURS.length - missing.length} behaviours are kept for version ${version}; recording ${missing.length}`);

const temporal = await startTemporal(['limit.historyCount.suggestContinueAsNew=40']);
const rig = await startEngineRig({
  address: temporal.address,
  scripts: Object.fromEntries(BEHAVIOURS.map(({ name, script }) => [name, script])),
});
const connection = await Connection.connect({ address: temporal.address });
try {
  for (const behaviour of missing) await record(behaviour, new Client({ connection }));
} finally {
  await connection.close();
  await rig.close();
  await temporal.stop();
}
process.exit(0);

async function record(behaviour: Behaviour, client: Client): Promise<void> {
  const { name } = behaviour;
  const played = await behaviour.play({ rig, name, temporal: client });
  const workflowId = /^(thread|schedule)-/.test(played) ? played : workflowIdOf(played);
  // Ended by somebody is an end too.
  await client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);
  const runs = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) runs.push(run);
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  const run = behaviour.run === 'last' ? runs.at(-1) : runs[0];
  const history = await client.workflow.getHandle(workflowId, run?.runId).fetchHistory();
  writeFileSync(fileOf(behaviour), `${historyToJSON(history)}\n`);
  console.log(`${name}: ${history.events?.length ?? 0} events, ${runs.length} run(s)`);
}
