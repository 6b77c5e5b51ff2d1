// The lines at the bottom that change in place.
import { describe, expect, it } from '@jest/globals';
import { liveLines } from '../../src/cli/follow/live-lines.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { styleFor } from '../../src/cli/terminal.ts';
import type { StreamItem } from '../../src/client/event-stream.ts';
import { emptyTask, reduceTask } from '../../src/client/task-state.ts';
import type { EventBody } from '../../src/contract/events.ts';

const start = new Date('2026-03-01T10:00:00Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const stateOf = (...items: (EventBody | StreamItem)[]) =>
  items
    .map((item, i) => ('taskId' in item ? item : { taskId: 't1', seq: i + 1, at: start.toISOString(), ...item }))
    .reduce(reduceTask, { ...emptyTask('t1'), status: 'running' as const });
const linesOf = (state: ReturnType<typeof stateOf>, { width = 80, ms = 0, frame = 0 } = {}): string[] =>
  liveLines(state, { width, style: styleFor(false), now: after(ms), since: start, frame, unicode: true });

const looking: EventBody = { type: 'tool_started', step: 1, index: 0, tool: 'list_files', text: 'Looking at Downloads' };
const plan: EventBody = {
  type: 'plan_updated',
  plan: [
    { title: 'Look', status: 'done' },
    { title: 'Rename', status: 'active' },
    { title: 'Check', status: 'pending' },
  ],
};

describe('live lines', () => {
  it('show what runs now, its time only after 2 s, and where the plan stands', () => {
    expect(linesOf(stateOf(plan, looking), { ms: 1500 })).toEqual([
      '⠋ Looking at Downloads',
      'Plan 1 of 3: Rename · Ctrl-C leaves it running',
    ]);
    expect(linesOf(stateOf(plan, looking), { ms: 12_000 })[0]).toBe('⠋ Looking at Downloads (12 s)');
  });

  it('show how far a long call is', () => {
    const progress: StreamItem = { type: 'tool_progress', taskId: 't1', step: 1, index: 0, done: 1200, total: 10_000, text: '' };
    expect(linesOf(stateOf(looking, progress))[0]).toBe('⠋ Looking at Downloads · 1,200 of 10,000');
  });

  it('count down while the AI service is busy', () => {
    const busy: EventBody = {
      type: 'status_changed',
      from: 'running',
      to: 'running',
      waitingFor: {
        kind: 'model',
        since: start.toISOString(),
        until: after(40_000).toISOString(),
        text: 'The AI service is busy; trying again',
      },
    };
    expect(linesOf(stateOf(busy), { ms: 5000 })[0]).toBe('● The AI service is busy; trying again in 35 s');
  });

  it('show the end of what is being written, never more than a few lines', () => {
    const text = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
    const lines = linesOf(stateOf({ type: 'message_delta', taskId: 't1', step: 1, attempt: 1, text }), { width: 40 });
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.join('\n')).toContain('word59');
    expect(lines.join('\n')).not.toContain('word1 ');
  });

  it('are gone when the task has ended', () => {
    expect(linesOf(stateOf(looking, { type: 'task_finished', status: 'completed' }))).toEqual([]);
  });

  it.each([40, 80, 120])('never reach the edge of %i cells: a wrapped line could not be erased', (width) => {
    const long = '年度報告書の確認と整理 '.repeat(20);
    const state = stateOf(
      { ...plan, plan: [{ title: long, status: 'active' }] },
      { ...looking, text: long },
      { type: 'message_delta', taskId: 't1', step: 1, attempt: 1, text: long },
    );
    for (const line of linesOf(state, { width, ms: 60_000 })) expect(widthOf(line)).toBeLessThan(width);
  });
});
