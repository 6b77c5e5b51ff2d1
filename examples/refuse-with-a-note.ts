// Refuses what a task wants to change and says why: nothing on the disk may differ, and the task hears the reason.
// Run: node examples/refuse-with-a-note.ts
import { basename } from 'node:path';
import { connect, expect } from './connect.ts';
import { makeFolder } from './made-folder.ts';

const client = connect();
const folder = await makeFolder(['a.txt', 'b.txt', 'picture.png']);
try {
  const before = await folder.names();
  const task = await client.createTask({
    prompt: `Move all .txt files of the folder ${basename(folder.path)} into a new subfolder called Texts. If I refuse, stop and say so. [[script:texts]]`,
    folders: [{ path: folder.path }],
    budget: { maxUsd: 1 },
  });
  const note = 'Leave these where they are, please.';
  for await (const event of client.events(task.id)) {
    if (event.type === 'approval_requested') await client.decide(event.approvalId, { decision: 'deny', note });
    if (event.type === 'task_finished') break;
  }
  const [approval] = (await client.approvals({ status: 'denied' })).items.filter((one) => one.taskId === task.id);
  expect(approval?.note === note, 'the answer and its note are kept');
  expect((await folder.names()).join() === before.join(), 'nothing has changed on the disk');
  const changes = (await client.changes(task.id)).items;
  expect(
    changes.every((set) => set.state === 'rejected'),
    'no change was made',
  );
} finally {
  await folder.remove();
}
