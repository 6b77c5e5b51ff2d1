// Behaviours of a task that people hold up: pauses, budgets, answers that come late, and each manner of stopping.
import { call, inSteps, manySteps } from '../../rig/scripts.ts';
import { type Behaviour, create, inFolder, look, toEnd, untilStep, want } from './behaviour.ts';

const slowly = manySteps(4, (step) => ({ ...look(step), delayMs: 100 }));
const endlessly = inSteps({ text: 'A long answer. '.repeat(60), chunkDelayMs: 100 });
const asking = inSteps({ toolCalls: [call('ask_user', { question: 'Which?' })] }, { text: 'Thank you.' });

export const STEERED: readonly Behaviour[] = [
  {
    name: 'pauses-and-resumes',
    script: slowly,
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'running');
      await want(stage, id, 'pause');
      await stage.rig.until(id, 'paused');
      await want(stage, id, 'run');
      return toEnd(stage, id);
    },
  },
  {
    name: 'is-spoken-to-while-it-works',
    script: slowly,
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 2);
      await stage.rig.store.addInbox(id, { text: 'and the other one, too' });
      return toEnd(stage, id);
    },
  },
  {
    name: 'stops-at-its-budget-and-goes-on',
    script: slowly,
    async play(stage) {
      const id = await create(stage, { budget: { maxSteps: 2 } });
      await stage.rig.until(id, 'paused');
      await stage.rig.store.transaction(async (tx) => {
        await tx.patchTask(id, { budget: { maxSteps: 100 } });
        await tx.enqueue('nudge', id);
      });
      return toEnd(stage, id);
    },
  },
  {
    // Nudged until its history is long, it waits on in a new run, and the answer comes there.
    name: 'is-answered-in-a-later-run',
    run: 'last',
    script: asking,
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'waiting_input');
      const first = (await runsOf(stage, id)).length;
      for (let i = 0; i < 40 && (await runsOf(stage, id)).length === first; i += 1) {
        await stage.rig.nudge(id);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      const [asked] = await stage.rig.store.questions(id);
      await stage.rig.store.answerQuestion(asked!.id, { text: 'this one' });
      return toEnd(stage, id);
    },
  },
  {
    name: 'is-cancelled',
    script: endlessly,
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'running');
      await want(stage, id, 'cancel_now');
      return toEnd(stage, id, 'cancelled');
    },
  },
  {
    name: 'is-cancelled-after-its-step',
    script: slowly,
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 2);
      await want(stage, id, 'cancel_after_step');
      return toEnd(stage, id, 'cancelled');
    },
  },
  {
    name: 'is-cancelled-in-a-tool',
    script: asking,
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'waiting_input');
      await want(stage, id, 'cancel_now');
      return toEnd(stage, id, 'cancelled');
    },
  },
  {
    name: 'is-cancelled-while-it-asks',
    script: inSteps({ toolCalls: [call('write_file', { path: '/folders/is-cancelled-while-it-asks/c.txt', content: 'c' })] }),
    async play(stage) {
      const { id } = await inFolder(stage);
      await want(stage, id, 'cancel_now');
      return toEnd(stage, id, 'cancelled');
    },
  },
  {
    name: 'is-killed',
    script: endlessly,
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'running');
      await untilStep(stage, id, 1);
      await stage.rig.store.transaction(async (tx) => {
        await tx.finishTask(id, { status: 'cancelled' });
        await tx.enqueue('terminate', id);
      });
      stage.rig.deps.running.abort(id, 'kill');
      return id;
    },
  },
];

async function runsOf({ temporal }: Parameters<Behaviour['play']>[0], id: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const run of temporal.workflow.list({ query: `WorkflowId = "task-${id}"` })) runs.push(run.runId);
  return runs;
}
