// Behaviours of the workflows that are no task: a thread that answers, a run of a schedule.
import { newId, runWorkflowId, threadWorkflowId } from '../../../src/contract/ids.ts';
import { SCHEDULE_DEFAULTS } from '../../../src/contract/schedules.ts';
import type { Reply } from '../../../src/demo/model-server/port.ts';
import { beginRun } from '../../../src/schedules/record-due.ts';
import { parseCadence } from '../../../src/schedules/parse-cadence.ts';
import { call, inSteps } from '../../rig/scripts.ts';
import type { Behaviour } from './behaviour.ts';

export const OTHERS: readonly Behaviour[] = [
  {
    // It looks something up, waits for the service once, and has nothing more to do in the end.
    name: 'answers-in-a-thread',
    script: inSteps(
      (request): Reply =>
        request.attempt === 1
          ? { fault: { kind: 'status', status: 529, type: 'overloaded_error', message: 'busy' } }
          : { toolCalls: [call('find_earlier', { query: 'sheet' })] },
      { text: 'There is none yet.' },
    ),
    async play({ rig, name }) {
      const id = newId('h');
      await rig.store.createThread({ id, title: name, folders: [], mode: 'ask', model: undefined, budget: {} });
      await rig.store.sayInThread(id, { text: `Where is the sheet? [[script:${name}]]` });
      while ((await rig.store.thread(id))!.status !== 'idle') await new Promise((resolve) => setTimeout(resolve, 20));
      return threadWorkflowId(id);
    },
  },
  {
    name: 'runs-a-schedule',
    script: inSteps({ text: 'Done.' }),
    async play({ rig, name }) {
      const id = newId('s');
      await rig.store.createSchedule({
        ...{ ...SCHEDULE_DEFAULTS, id, name, cadence: 'every day at 9', parsed: parseCadence('every day at 9'), timeZone: 'UTC' },
        ...{ prompt: `Do it. [[script:${name}]]`, folders: [], mode: 'ask', model: undefined, budget: {} },
        ...{ dailyMaxUsd: undefined, tools: undefined },
      });
      const due = `${new Date().toISOString().slice(0, 19)}.000Z`;
      await rig.store.transaction(async (tx) => {
        await tx.putRun({ scheduleId: id, due, dueKey: `by hand ${due}`, state: 'waiting', byHand: true });
        const schedule = (await tx.schedule(id))!;
        await beginRun(tx, schedule, { due, now: new Date(), defaultModel: 'claude-sonnet-5-5', late: false });
        await tx.enqueueRun(id, due);
      });
      while ((await rig.store.run(id, due))!.state !== 'finished') await new Promise((resolve) => setTimeout(resolve, 20));
      return runWorkflowId(id, due);
    },
  },
];
