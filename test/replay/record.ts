// Records the histories: `npm run record-histories`. Run it before a workflow changes, commit the new files, keep the old ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../src/contract/ids.ts';
import { startEngineRig } from '../rig/engine-rig.ts';
import { startTemporal } from '../rig/temporal.ts';
import { BEHAVIOURS } from './behaviours.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const temporal = await startTemporal(['limit.historyCount.suggestContinueAsNew=40']);
const rig = await startEngineRig({
  address: temporal.address,
  scripts: Object.fromEntries(BEHAVIOURS.map(({ name, script }) => [name, script])),
});
const connection = await Connection.connect({ address: temporal.address });
const client = new Client({ connection });
for (const behaviour of BEHAVIOURS) {
  const { name } = behaviour;
  const workflowId = workflowIdOf(await behaviour.play(rig, name));
  // The first run of the chain: the one in which the behaviour shows.
  const runs = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) runs.push(run);
  const first = runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime())[0];
  await client.workflow.getHandle(workflowId).result();
  const history = await client.workflow.getHandle(workflowId, first?.runId).fetchHistory();
  const file = new URL(`./histories/${name}.${version}.json`, import.meta.url);
  writeFileSync(file, `${historyToJSON(history)}\n`);
  console.log(`${name}: ${history.events?.length ?? 0} events, ${runs.length} run(s)`);
}
await connection.close();
await rig.close();
await temporal.stop();
process.exit(0);
