// A process of its own that appends events to a task: node append-events.ts <file> <taskId> <name> <how many>
import { openTaskStore } from '../../src/store/open-task-store.ts';

const [file = '', taskId = '', name = '', count = ''] = process.argv.slice(2);
const store = await openTaskStore(file);
for (let n = 1; n <= Number(count); n++)
  await store.append(taskId, { type: 'notice', level: 'info', code: name, text: String(n) });
await store.close();
