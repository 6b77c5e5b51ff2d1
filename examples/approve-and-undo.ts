// Gives a task a folder over HTTP, allows what it asks, looks at the disk, takes everything back.
// Run: node examples/approve-and-undo.ts (the product must be running; with a real model this costs a few cents)
import { basename } from 'node:path';
import { connect, expect } from './connect.ts';
import { makeFolder } from './made-folder.ts';

const client = connect();
const folder = await makeFolder(['a.txt', 'b.txt', 'picture.png']);
try {
  const before = await folder.names();
  const task = await client.createTask({
    prompt: `Move all .txt files of the folder ${basename(folder.path)} into a new subfolder called Texts. Change nothing else. [[script:texts]]`,
    folders: [{ path: folder.path }],
    budget: { maxUsd: 1 },
  });

  let asked = 0;
  for await (const event of client.events(task.id)) {
    if (event.type === 'tool_finished') console.log(`   ${event.text}`);
    if (event.type === 'approval_requested') {
      const { preview } = await client.approval(event.approvalId);
      console.log(`   asked: ${preview.summary}`);
      await client.decide(event.approvalId, { decision: 'allow', scope: 'once' });
      asked += 1;
    }
    if (event.type === 'task_finished') {
      expect(event.status === 'completed', `the task ended as completed: ${event.outcome ?? event.error ?? ''}`);
      break;
    }
  }
  expect(asked > 0, 'it asked before it changed anything');
  expect((await folder.names()).join() === 'Texts,Texts/a.txt,Texts/b.txt,picture.png', 'the texts are in Texts');

  const undone = await client.undo(task.id);
  expect(undone.state === 'done', 'undo was done');
  expect((await folder.names()).join() === before.join(), 'the folder is what it was');
} finally {
  await folder.remove();
}
