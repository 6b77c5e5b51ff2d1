// What was not allowed, as it reads once the answer is there.
import { describe, expect, it } from '@jest/globals';
import { plannedInWords } from '../../src/contract/change-words.ts';
import type { Approval, Counts, Operation } from '../../src/contract/changes.ts';
import { leftOutOf } from '../../src/web/screens/questions/left-out.ts';

const none = { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
const operations: readonly Operation[] = [
  { id: 'o1', op: 'move', from: '/folders/D/a', to: '/folders/D/x/a', bytes: 1 },
  { id: 'o2', op: 'delete', from: '/folders/D/b', bytes: 1 },
  { id: 'o3', op: 'mkdir', to: '/folders/D/x', bytes: 0 },
];
const counts: Counts = { ...none, move: 1, delete: 1, other: 1 };

function answered(answer: Partial<Approval>, preview: Partial<Approval['preview']> = {}): Approval {
  return {
    ...{
      id: 'a1',
      taskId: 't1',
      step: 1,
      tool: 'move_files',
      arguments: {},
      argumentsHash: '',
      changeSetIds: ['c1'],
      scopes: [],
    },
    ...{ status: 'allowed', createdAt: '2026-01-01T00:00:00Z', ...answer },
    preview: {
      ...{ summary: plannedInWords(counts), rule: '', always: false, counts, irreversible: [], operations: [...operations] },
      ...preview,
    },
  };
}

describe('what an answer leaves out', () => {
  it('is all of it after a denial, and would have happened', () => {
    expect(leftOutOf(answered({ status: 'denied' }))?.what?.summary).toBe(
      '1 file would have moved, 1 would have been deleted, 1 folder would have been made',
    );
  });

  it('is what was not ticked, and only that', () => {
    const left = leftOutOf(answered({ operations: ['o1', 'o3'] }));
    expect(left).toEqual({
      id: 'a1',
      count: 1,
      what: { summary: '1 file would have been deleted', counts: { ...none, delete: 1, attributes: 0 } },
    });
  });

  it('is a number where the list is too long to be here', () => {
    expect(leftOutOf(answered({ operations: ['o1'] }, { next: '1000' }))).toEqual({ id: 'a1', count: 2 });
  });

  it('is nothing after a whole yes, and stays as it was said where it is about no files', () => {
    expect(leftOutOf(answered({}))).toBeUndefined();
    const summary = 'The agent would like to use the folder /tmp';
    expect(leftOutOf(answered({ status: 'denied' }, { summary, counts: none }))?.what?.summary).toBe(summary);
  });
});
