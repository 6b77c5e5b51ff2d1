// One small task per behaviour of the workflow; their recorded histories are replayed against every later bundle.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from '../../src/demo/model-server/port.ts';
import type { EngineRig } from '../rig/engine-rig.ts';
import { call, inSteps, manySteps } from '../rig/scripts.ts';

export interface Behaviour {
  readonly name: string;
  readonly script: Script;
  /** Drives the task to its end and answers its id. */
  play(rig: EngineRig, script: string): Promise<string>;
}

const toEnd = async (rig: EngineRig, script: string): Promise<string> => {
  const { id } = await rig.create({ script });
  await rig.until(id, 'completed');
  return id;
};

const want = async (rig: EngineRig, id: string, wanted: 'run' | 'pause' | 'cancel_now'): Promise<void> => {
  await rig.store.transaction(async (tx) => {
    await tx.patchTask(id, { wanted });
    await tx.enqueue('nudge', id);
  });
  if (wanted === 'cancel_now') rig.deps.running.abort(id, wanted);
};

const look = (step: number) => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })] });

async function inFolder(rig: EngineRig, script: string, answer: 'allow' | 'deny'): Promise<string> {
  const folder = rig.folder(script);
  mkdirSync(join(folder, 'in'), { recursive: true });
  writeFileSync(join(folder, 'in', 'a.txt'), 'a');
  writeFileSync(join(folder, 'in', 'b.txt'), 'b');
  const { id } = await rig.create({ script, folders: [{ path: folder, access: 'write' }] });
  await rig.until(id, 'waiting_approval');
  const { items } = await rig.store.listApprovals({ taskId: id, status: 'pending', limit: 5 });
  await rig.store.decideApproval(items[0]!.id, { decision: answer, scope: 'once', decidedBy: 'test', deciderKey: 'test' });
  await rig.until(id, 'completed');
  return id;
}

export const BEHAVIOURS: readonly Behaviour[] = [
  { name: 'looks-and-ends', script: inSteps(look(0), { text: 'Nothing there.' }), play: toEnd },
  {
    name: 'reads-side-by-side',
    script: inSteps(
      {
        toolCalls: [
          call('list_files', { path: '/scratch' }),
          call('list_files', { path: '/outputs' }),
          call('read_file', { path: '/scratch/none' }),
        ],
      },
      { text: 'Three looks.' },
    ),
    play: toEnd,
  },
  {
    name: 'writes-without-asking',
    script: inSteps(
      {
        toolCalls: [
          call('write_file', { path: '/outputs/a.md', content: '# a' }),
          call('write_file', { path: '/outputs/b.md', content: '# b' }),
        ],
      },
      { text: 'Two results.' },
    ),
    play: toEnd,
  },
  {
    name: 'asks-before-changes',
    script: inSteps(
      {
        toolCalls: [
          call('move_files', {
            moves: [{ from: '/folders/asks-before-changes/in/a.txt', to: '/folders/asks-before-changes/out/a.txt' }],
          }),
          call('write_file', { path: '/folders/asks-before-changes/note.md', content: 'moved' }),
          call('list_files', { path: '/folders/asks-before-changes' }),
        ],
      },
      { text: 'Moved.' },
    ),
    play: (rig, script) => inFolder(rig, script, 'allow'),
  },
  {
    name: 'is-denied',
    script: inSteps({ toolCalls: [call('delete_files', { paths: ['/folders/is-denied/in/a.txt'] })] }, { text: 'Left alone.' }),
    play: (rig, script) => inFolder(rig, script, 'deny'),
  },
  {
    name: 'asks-the-user',
    script: inSteps({ toolCalls: [call('ask_user', { question: 'Which?' })] }, { text: 'Thank you.' }),
    async play(rig, script) {
      const { id } = await rig.create({ script });
      await rig.until(id, 'waiting_input');
      const [question] = await rig.store.questions(id);
      await rig.store.answerQuestion(question!.id, { text: 'this one' });
      await rig.until(id, 'completed');
      return id;
    },
  },
  {
    name: 'pauses-and-resumes',
    script: manySteps(4, (step) => ({ ...look(step), delayMs: 100 })),
    async play(rig, script) {
      const { id } = await rig.create({ script });
      await rig.until(id, 'running');
      await want(rig, id, 'pause');
      await rig.until(id, 'paused');
      await want(rig, id, 'run');
      await rig.until(id, 'completed');
      return id;
    },
  },
  {
    name: 'is-cancelled',
    script: inSteps({ text: 'A long answer. '.repeat(60), chunkDelayMs: 100 }),
    async play(rig, script) {
      const { id } = await rig.create({ script });
      await rig.until(id, 'running');
      await want(rig, id, 'cancel_now');
      await rig.until(id, 'cancelled');
      return id;
    },
  },
  {
    name: 'waits-for-the-model',
    script: inSteps((request) =>
      request.attempt === 1
        ? { fault: { kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down', retryAfter: 6 } }
        : { text: 'Through.' },
    ),
    play: toEnd,
  },
  // Long enough to continue as new where the server suggests it at 40 events, as the recorder's does.
  { name: 'continues-as-new', script: manySteps(15, look), play: toEnd },
];
