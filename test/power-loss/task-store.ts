// The task store on a disk that loses power: what it has answered is there, and what is there is what one of its commits left.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { textResult } from '../../src/contract/tool-result.ts';
import { makeFolders, pathsOf } from '../../src/paths.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { allow, anApproval, aQuestion, createTask, note } from '../store/contract/database.ts';
import { dumpOf, integrityOf } from './integrity.ts';
import type { Workload } from './workload.ts';

type Part = (store: TaskStore) => Promise<unknown>;

const ID = 'tpowerloss01';
const GONE = 'tpowerloss02';
/** Together more than the 1,000 pages after which SQLite carries its log over into the file. */
const LONG = 'what the model said at length '.repeat(35_000);

/** Each is one transaction: the api or the worker answers somebody after it. */
const PARTS: readonly Part[] = [
  (store) => createTask(store, { id: ID }),
  (store) => createTask(store, { id: GONE }),
  (store) => store.append(ID, note('one')),
  (store) => store.append(GONE, note('two')),
  (store) => store.addInbox(ID, { text: 'and the receipts of March', clientId: 'm1' }),
  (store) =>
    store.putMessage({
      taskId: ID,
      step: 0,
      role: 'assistant',
      content: [{ type: 'text', text: LONG }],
      stopReason: 'tool_use',
      attempt: 1,
    }),
  (store) => store.putApproval('k', anApproval(ID, { id: 'apowerloss01' })),
  (store) => store.decideApproval('apowerloss01', allow('laptop')),
  (store) => store.putToolResult({ taskId: ID, step: 0, index: 0 }, 'move_files', textResult('task', LONG), 5),
  (store) =>
    store.putMessage({
      taskId: ID,
      step: 0,
      role: 'user',
      content: [{ type: 'text', text: LONG }],
      stopReason: undefined,
      attempt: 1,
    }),
  (store) =>
    store.putMessage({
      taskId: ID,
      step: 1,
      role: 'assistant',
      content: [{ type: 'text', text: LONG }],
      stopReason: 'end_turn',
      attempt: 1,
    }),
  (store) => store.putQuestion('q', aQuestion(ID, { id: 'qpowerloss01' })),
  (store) => store.answerQuestion('qpowerloss01', { choices: ['2030'] }),
  (store) =>
    store.putMessage({
      taskId: ID,
      step: 1,
      role: 'user',
      content: [{ type: 'text', text: LONG }],
      stopReason: undefined,
      attempt: 1,
    }),
  (store) => store.finishTask(ID, { status: 'completed', outcome: 'sorted' }),
  (store) => store.deleteTask(GONE),
];

export function taskStore(disk: string): Workload {
  const paths = pathsOf(join(disk, 'base', 'home'));
  /** What lay in the database after each part. */
  const states: string[] = [];
  const open = (): Promise<TaskStore> => {
    makeFolders(paths);
    return openTaskStore(paths.tasksDb);
  };

  return {
    async prepare() {
      mkdirSync(join(disk, 'base'));
    },

    async run(told) {
      let store = await open();
      states.push(dumpOf(paths.tasksDb));
      for (const [n, part] of PARTS.entries()) {
        await part(store);
        told(`done ${n}`);
        states.push(dumpOf(paths.tasksDb));
        if (n !== Math.floor(PARTS.length / 2)) continue;
        await store.close();
        store = await open();
      }
      await store.close();
    },

    recover: async () => (await open()).close(),

    async wrongAfter(facts) {
      const done = facts.length;
      const store = await open();
      try {
        const wrong = integrityOf(paths.tasksDb);
        const found = states.indexOf(dumpOf(paths.tasksDb));
        if (found !== done && found !== done + 1)
          wrong.push(`${done} parts were answered, and on the disk is ${found < 0 ? 'none of the states' : `state ${found}`}`);
        const { lastSeq = 0 } = (await store.task(ID)) ?? {};
        if (done > 0 && (await store.append(ID, note('afterwards')))?.seq !== lastSeq + 1)
          wrong.push('the next event has a wrong number');
        const numbers = (await store.events(ID, 0, 100)).map(({ seq }) => seq);
        if (numbers.some((seq, n) => seq !== n + 1)) wrong.push(`the events are numbered ${numbers.join(', ')}`);
        return wrong;
      } finally {
        await store.close();
      }
    },
  };
}
