// Decisions travel as Temporal Updates and are stored only where the workflow takes them: what is on its way is nowhere.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { workflowIdOf } from '../../../src/contract/ids.ts';
import type { WorkersOptions } from '../../../src/desktop/temporal-workers.ts';
import type { Runtime } from '../../../src/launcher/runtime.ts';
import { bundleWorkflows } from '../../../src/launcher/workflow-bundle.ts';
import type { TaskStore } from '../../../src/store/port.ts';

export interface Decisions {
  keepDecision(id: string, decision: string): Promise<void>;
}

/** The worker's half: a workflow that takes the Update, and an activity that stores what it says. */
export async function byUpdate(options: WorkersOptions, deps: ActivityDeps): Promise<WorkersOptions> {
  const bundlePath = join(process.env['COWORK_HOME'] ?? '', 'by-update.js');
  writeFileSync(bundlePath, await bundleWorkflows(fileURLToPath(new URL('./workflows.ts', import.meta.url))));
  const decisions: Decisions = {
    async keepDecision(id, decision) {
      await deps.store.decideApproval(id, JSON.parse(decision) as Parameters<TaskStore['decideApproval']>[1]);
    },
  };
  return { ...options, bundlePath, agent: { ...options.agent, activities: { ...options.agent.activities, ...decisions } } };
}

/** The api's half: answers "decided" and sends the Update once the answer is on its way. */
export function decisionsAsUpdates(store: TaskStore, runtime: Runtime): TaskStore {
  const sending = (tx: TaskStore): TaskStore['decideApproval'] => {
    return async (id, decision) => {
      const approval = await tx.approval(id);
      if (!approval) return { kind: 'unknown' };
      setImmediate(() => void send(runtime, approval.taskId, [id, JSON.stringify(decision)]).catch(() => undefined));
      return { kind: 'won', approval: { ...approval, status: decision.decision === 'allow' ? 'allowed' : 'denied' } };
    };
  };
  const inTransaction: TaskStore['transaction'] = (work) =>
    store.transaction((tx) => work(Object.assign(Object.create(tx) as TaskStore, { decideApproval: sending(tx) })));
  return Object.assign(Object.create(store) as TaskStore, { transaction: inTransaction });
}

async function send(runtime: Runtime, taskId: string, args: [string, string]): Promise<void> {
  const connection = await Connection.connect({ address: runtime.temporalAddress });
  try {
    const client = new Client({ connection, namespace: runtime.namespace });
    await client.workflow.getHandle(workflowIdOf(taskId)).executeUpdate('decide', { args });
  } finally {
    await connection.close();
  }
}
