// Behaviours of a task that nobody disturbs: reads, changes, questions, and a history that grows long.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, inSteps, manySteps } from '../../rig/scripts.ts';
import { type Behaviour, create, decide, inFolder, look, question, toEnd } from './behaviour.ts';

export const PLAIN: readonly Behaviour[] = [
  { name: 'looks-and-ends', script: inSteps(look(0), { text: 'Nothing there.' }), play: (stage) => toEnd(stage) },
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
    play: (stage) => toEnd(stage),
  },
  {
    // Where worker and desktop are two processes, quick reads are ordinary calls of the desktop's.
    name: 'reads-on-another-machine',
    script: inSteps(look(0), { text: 'Nothing there.' }),
    async play(stage) {
      const deps = stage.rig.deps as { localReads: boolean };
      deps.localReads = false;
      const id = await toEnd(stage);
      deps.localReads = true;
      return id;
    },
  },
  {
    name: 'starts-tasks',
    script: inSteps(
      {
        toolCalls: [
          call('spawn_tasks', {
            tasks: ['a', 'b'].map((title) => ({ title, prompt: 'Look. [[script:looks-and-ends]]' })),
          }),
        ],
      },
      { text: 'Both have looked.' },
    ),
    play: (stage) => toEnd(stage),
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
    play: (stage) => toEnd(stage),
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
    async play(stage) {
      const { id, approval } = await inFolder(stage);
      await decide(stage, approval);
      return toEnd(stage, id);
    },
  },
  {
    name: 'is-denied',
    script: inSteps({ toolCalls: [call('delete_files', { paths: ['/folders/is-denied/in/a.txt'] })] }, { text: 'Left alone.' }),
    async play(stage) {
      const { id, approval } = await inFolder(stage);
      await decide(stage, approval, 'deny');
      return toEnd(stage, id);
    },
  },
  {
    name: 'changes-one-file-twice',
    script: inSteps(
      {
        toolCalls: [
          call('edit_file', { path: '/folders/changes-one-file-twice/in/a.txt', old_text: 'a', new_text: 'ab' }),
          call('edit_file', { path: '/folders/changes-one-file-twice/in/a.txt', old_text: 'ab', new_text: 'abc' }),
        ],
      },
      { text: 'Twice.' },
    ),
    async play(stage) {
      const { id, approval } = await inFolder(stage);
      await decide(stage, approval);
      await decide(stage, await question(stage, id, approval.id));
      return toEnd(stage, id);
    },
  },
  {
    name: 'asks-again-when-a-file-changed',
    script: inSteps(
      {
        toolCalls: [
          call('edit_file', { path: '/folders/asks-again-when-a-file-changed/in/a.txt', old_text: 'a', new_text: 'b' }),
        ],
      },
      { text: 'Changed.' },
    ),
    async play(stage) {
      const { id, folder, approval } = await inFolder(stage);
      writeFileSync(join(folder, 'in', 'a.txt'), 'mine: a');
      await decide(stage, approval);
      await decide(stage, await question(stage, id, approval.id));
      return toEnd(stage, id);
    },
  },
  {
    name: 'asks-for-a-folder',
    script: inSteps({ toolCalls: [call('request_folder', { reason: 'for the rest', access: 'read' })] }, { text: 'Without it.' }),
    async play(stage) {
      const id = await create(stage);
      await decide(stage, await question(stage, id), 'deny');
      return toEnd(stage, id);
    },
  },
  {
    name: 'asks-the-user',
    script: inSteps({ toolCalls: [call('ask_user', { question: 'Which?' })] }, { text: 'Thank you.' }),
    async play(stage) {
      const id = await create(stage);
      await stage.rig.until(id, 'waiting_input');
      const [asked] = await stage.rig.store.questions(id);
      await stage.rig.store.answerQuestion(asked!.id, { text: 'this one' });
      return toEnd(stage, id);
    },
  },
  {
    name: 'cannot-use-a-folder-at-first',
    script: inSteps({ text: 'Now I can.' }),
    async play(stage) {
      const path = join(stage.rig.folder(stage.name), 'gone');
      const id = await create(stage, { folders: [{ path, access: 'read' }] });
      await stage.rig.until(id, 'paused');
      await stage.rig.store.transaction(async (tx) => {
        await tx.patchTask(id, { hold: null, folders: [] });
        await tx.enqueue('nudge', id);
      });
      rmSync(path, { force: true });
      return toEnd(stage, id);
    },
  },
  // Long enough to continue as new where the server suggests it at 40 events, as the recorder's does.
  { name: 'continues-as-new', script: manySteps(15, look), play: (stage) => toEnd(stage) },
];
