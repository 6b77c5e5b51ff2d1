// The lines that stay: what an event says, and what it leaves to another.
import { describe, expect, it } from '@jest/globals';
import { eventLines } from '../../src/cli/follow/event-lines.ts';
import { styleFor } from '../../src/cli/terminal.ts';
import { emptyTask } from '../../src/client/task-state.ts';
import type { EventBody } from '../../src/contract/events.ts';

const said = (body: EventBody): string[] => {
  const event = { taskId: 't1', seq: 1, at: '2026-03-01T10:00:00.000Z', ...body };
  return eventLines(event, emptyTask('t1'), { width: 80, style: styleFor(false) });
};
const refused = (state: 'rejected' | 'conflict'): EventBody => ({
  ...{ type: 'changes_refused', changeSetId: 'c1', state, summary: 'Not this one' },
});

describe('the lines that stay', () => {
  it('say once why a change was not allowed, and always why it could not be done', () => {
    expect(said(refused('rejected'))).toEqual([]);
    expect(said(refused('conflict'))).toEqual(['! Not this one']);
  });

  it('name files as people do', () => {
    const text = 'There is no such file: /folders/Downloads/a.pdf does not exist.';
    const failed: EventBody = { type: 'tool_finished', step: 1, index: 0, tool: 'move_files', ok: false, text, durationMs: 1 };
    expect(said(failed)).toEqual(['! There is no such file: Downloads/a.pdf does not exist.']);
  });
});
