// The picture of a task that CLI and web app draw, from its events.
import { describe, expect, it } from '@jest/globals';
import { emptyTask, reduceTask, reduceTasks, type TaskState } from '../../src/client/task-state.ts';
import type { StreamItem } from '../../src/client/event-stream.ts';
import type { EventBody } from '../../src/contract/events.ts';

const counts = { create: 0, replace: 0, move: 3, delete: 0, other: 0 };
const at = '2026-03-01T10:00:00.000Z';
const numbered = (bodies: EventBody[]): StreamItem[] => bodies.map((body, i) => ({ taskId: 't1', seq: i + 1, at, ...body }));
const play = (items: StreamItem[], from: TaskState = emptyTask('t1')): TaskState => items.reduce(reduceTask, from);
const created: EventBody = { type: 'task_created', title: 'Sort', prompt: 'Sort it', mode: 'ask', folders: [] };

describe('reduceTask', () => {
  it('keeps a tool call on one line from start to end', () => {
    const call = { step: 1, index: 0, tool: 'list_files' };
    const running = play([
      ...numbered([created, { type: 'tool_started', ...call, text: 'Looking at Downloads' }]),
      { type: 'tool_progress', taskId: 't1', step: 1, index: 0, done: 40, total: 200, text: '40 of 200' },
    ]);
    expect(running.lines).toMatchObject([{ kind: 'tool', state: 'running', progress: { done: 40, total: 200 } }]);
    const end: EventBody = { type: 'tool_finished', ...call, ok: true, text: 'Looked at 200 files', durationMs: 5 };
    const done = reduceTask(running, { taskId: 't1', seq: 3, at, ...end });
    expect(done.lines).toHaveLength(1);
    expect(done.lines[0]).toMatchObject({ state: 'done', text: 'Looked at 200 files', durationMs: 5 });
    expect(done.lines[0]).not.toHaveProperty('progress');
  });

  it('is the same after a reconnect that sends everything again', () => {
    const items = numbered([
      created,
      { type: 'approval_requested', approvalId: 'a1', tool: 'move_files', summary: '3 files will move', counts },
      { type: 'approval_decided', approvalId: 'a1', decision: 'allowed', decidedBy: 'phone' },
    ]);
    expect(play([...items, ...items])).toEqual(play(items));
    expect(play(items).approvals.get('a1')).toMatchObject({ status: 'allowed', decidedBy: 'phone' });
  });

  it('drops what a cut attempt streamed and clears the text when the message is there', () => {
    const delta = (attempt: number, text: string): StreamItem => ({
      type: 'message_delta',
      taskId: 't1',
      step: 1,
      attempt,
      text,
    });
    const before = play([delta(1, 'Hel'), delta(1, 'lo'), delta(2, 'Good')]);
    expect(before.streaming?.text).toBe('Good');
    const message: EventBody = { type: 'message_added', step: 1, role: 'assistant', text: 'Good day', messageId: 'm1' };
    expect(play(numbered([message]), before).streaming).toBeUndefined();
  });

  it('shows a changed plan, but not a mere tick', () => {
    const plan = (titles: string[], done: number): EventBody => ({
      type: 'plan_updated',
      plan: titles.map((title, i) => ({ title, status: i < done ? 'done' : 'pending' })),
    });
    const ticked = play(numbered([plan(['look', 'move'], 0), plan(['look', 'move'], 1)]));
    expect(ticked.lines.filter((line) => line.kind === 'plan')).toHaveLength(1);
    expect(ticked.plan[0]?.status).toBe('done');
    const changed = play(numbered([plan(['look', 'move'], 0), plan(['look', 'ask', 'move'], 1)]));
    expect(changed.lines.filter((line) => line.kind === 'plan')).toHaveLength(2);
  });

  it('marks the undone set when its undo set is applied', () => {
    const state = play(
      numbered([
        { type: 'changes_proposed', changeSetId: 'c1', summary: '3 files will move', counts },
        { type: 'changes_applied', changeSetId: 'c1', summary: '3 files moved', counts },
        { type: 'changes_undone', changeSetId: 'c2', undoOf: 'c1', summary: '3 files moved back', counts },
      ]),
    );
    expect(state.changes.get('c1')).toMatchObject({ state: 'undone' });
    expect(state.changes.get('c2')).toMatchObject({ state: 'applied', undoOf: 'c1' });
    expect(state.lines.filter((line) => line.kind === 'changes')).toHaveLength(2);
  });

  it('ends with outcome and without a wait', () => {
    const state = play(
      numbered([
        created,
        { type: 'status_changed', from: 'queued', to: 'waiting_input', waitingFor: { kind: 'input', since: at, text: 'x' } },
        { type: 'task_finished', status: 'completed', outcome: 'All sorted' },
      ]),
    );
    expect(state).toMatchObject({
      status: 'completed',
      outcome: 'All sorted',
      waitingFor: undefined,
      finishedAt: at,
      lastSeq: 3,
    });
  });
});

describe('reduceTasks', () => {
  const call = (step: number): EventBody[] => [
    { type: 'step_started', step },
    { type: 'tool_started', step, index: 0, tool: 'list_files', text: `Looking at ${step}` },
    { type: 'tool_finished', step, index: 0, tool: 'list_files', ok: true, text: `Looked at ${step}`, durationMs: 1 },
    { type: 'changes_applied', changeSetId: `c${step % 3}`, summary: `${step} files moved`, counts },
  ];
  const log = numbered([created, ...[0, 1, 2, 3, 4, 5].flatMap(call)]);

  it('comes to the same picture whatever the batches are', () => {
    for (const size of [1, 2, 3, 7, log.length]) {
      let state = emptyTask('t1');
      for (let from = 0; from < log.length; from += size) state = reduceTasks(state, log.slice(from, from + size));
      expect(state).toEqual(play(log));
    }
  });

  it('leaves the picture before as it was, also where two go on from the same one', () => {
    const half = reduceTasks(emptyTask('t1'), log.slice(0, 11));
    const copy = structuredClone(half);
    const [one, other] = [reduceTasks(half, log.slice(11)), reduceTasks(half, log.slice(11))];
    expect(half).toEqual(copy);
    expect(one).toEqual(other);
    expect(reduceTasks(half, log.slice(0, 5))).toBe(half);
  });
});
