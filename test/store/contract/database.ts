// What a database must offer to be tested by the contract, and the sample values that its parts share.
import type { Approval, Operation } from '../../../src/contract/changes.ts';
import type { CreateTask } from '../../../src/contract/http.ts';
import { newId } from '../../../src/contract/ids.ts';
import type { Output, Question } from '../../../src/contract/task.ts';
import type { HintListeners } from '../../../src/store/hints.ts';
import type { ChangeSetHead, TaskRow, TaskStore } from '../../../src/store/port.ts';

/** One empty database of its own. */
export interface TestDatabase {
  /** A store over it with connections of its own, as another process would have. */
  open(options?: HintListeners & { now?: () => Date }): Promise<TaskStore>;
  /** Every row of every table, by table. */
  dump(): Promise<Map<string, unknown[]>>;
  /** Closes every store that was opened, and removes the database. */
  remove(): Promise<void>;
}

export type MakeDatabase = () => Promise<TestDatabase>;

export const AT = '2030-01-02T03:04:05.678Z';
const NO_COUNTS = { create: 0, replace: 0, move: 0, delete: 0, other: 0 };

export const createTask = (store: TaskStore, over: Partial<CreateTask> & { id?: string } = {}): Promise<TaskRow> =>
  store.createTask({
    id: newId('t'),
    title: 'Sort my receipts',
    model: 'model-1',
    budget: { maxUsd: 5 },
    prompt: 'Please sort them',
    folders: [],
    mode: 'ask',
    attachments: [],
    ...over,
  } as Parameters<TaskStore['createTask']>[0]);

export const anApproval = (taskId: string, over: Partial<Approval> = {}): Approval => ({
  id: newId('a'),
  taskId,
  step: 0,
  tool: 'move_files',
  arguments: { moves: [] },
  argumentsHash: 'abc',
  preview: {
    summary: '2 files will move',
    rule: 'mode ask',
    always: false,
    counts: NO_COUNTS,
    irreversible: [],
    operations: [],
  },
  changeSetIds: ['c1'],
  scopes: ['once', 'task'],
  status: 'pending',
  createdAt: AT,
  ...over,
});

export const aQuestion = (taskId: string, over: Partial<Question> = {}): Question => ({
  id: newId('q'),
  taskId,
  question: 'Which year?',
  options: ['2029', '2030'],
  multiple: false,
  status: 'pending',
  createdAt: AT,
  ...over,
});

export const aChangeSet = (taskId: string, over: Partial<ChangeSetHead> = {}): ChangeSetHead => ({
  id: newId('c'),
  taskId,
  step: 0,
  tool: 'move_files',
  state: 'proposed',
  summary: '2 files will move',
  counts: NO_COUNTS,
  irreversible: [],
  undoable: true,
  createdAt: AT,
  ...over,
});

export const aMove = (n: number): Operation => ({
  id: `o${n}`,
  op: 'move',
  from: `/folders/Downloads/${n}.pdf`,
  to: `/folders/Downloads/2030/${n}.pdf`,
  bytes: n,
});

export const anOutput = (taskId: string, over: Partial<Output> = {}): Output => ({
  id: newId('o'),
  taskId,
  name: 'report.md',
  path: '/outputs/report.md',
  type: 'text/markdown',
  bytes: 3_000_000_000,
  version: 1,
  createdAt: AT,
  ...over,
});

export const allow = (deciderKey: string) => ({ decision: 'allow', scope: 'once', decidedBy: 'cli', deciderKey }) as const;
export const deny = (deciderKey: string) => ({ decision: 'deny', scope: 'once', decidedBy: 'phone', deciderKey }) as const;

/** The types of a task's events, in order. */
export const logOf = async (store: TaskStore, taskId: string): Promise<string[]> =>
  (await store.events(taskId, 0, 10_000)).map((event) => event.type);

export const note = (text: string) => ({ type: 'notice', level: 'info', code: 'test', text }) as const;

/** 1, 2, 3 … n */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);
