// Follows a task over a connection that breaks all the time: every event arrives once, in order, without a gap.
// Run: node examples/resume-events.ts
import { basename } from 'node:path';
import { connect, expect } from './connect.ts';
import { makeFolder } from './made-folder.ts';

const client = connect();
const folder = await makeFolder(['a.txt', 'b.txt', 'picture.png']);
try {
  const task = await client.createTask({
    prompt: `Move all .txt files of the folder ${basename(folder.path)} into a new subfolder called Texts. Change nothing else. [[script:texts]]`,
    folders: [{ path: folder.path }],
    budget: { maxUsd: 1 },
    mode: 'act',
  });
  const numbers: number[] = [];
  let finished = false;
  let connections = 0;
  while (!finished) {
    connections += 1;
    // Two events, then this reader is gone; the next one begins where it ended.
    let left = 2;
    for await (const event of client.events(task.id, { after: numbers.at(-1) ?? 0 })) {
      if (!('seq' in event)) continue;
      numbers.push(event.seq);
      finished ||= event.type === 'task_finished';
      left -= 1;
      if (left === 0 || finished) break;
    }
  }
  console.log(`   ${numbers.length} events over ${connections} connections`);
  expect(connections > 2, 'the connection was broken several times');
  expect(
    numbers.every((seq, i) => seq === i + 1),
    'no event was missed or repeated',
  );
} finally {
  await folder.remove();
}
