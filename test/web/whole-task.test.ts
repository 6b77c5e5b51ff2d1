// The buttons at an outcome, for a task with and without tasks of its own.
import { describe, expect, it } from '@jest/globals';
import type { UndoResult } from '../../src/contract/http.ts';
import { waysOfWhole, wholeAnswer, type WholeTask } from '../../src/web/screens/changes/whole-task.ts';

const plain: WholeTask = { isApplied: false, isUndone: false, hasChildren: false };
const answer = (state: UndoResult['state'], ...results: readonly UndoResult['results'][number]['state'][]): UndoResult => ({
  id: 'r1',
  state,
  results: results.map((one) => ({ changeSetId: 'c1', state: one, summary: '', conflicts: [], kept: [] })),
});
const undone = wholeAnswer({ direction: 'undo' }, answer('done', 'undone', 'nothing'));
const nothing = wholeAnswer({ direction: 'undo' }, answer('done', 'nothing'));

describe('at its outcome', () => {
  it('a task offers what its own changes allow', () => {
    expect(waysOfWhole(plain)).toEqual([]);
    expect(waysOfWhole({ ...plain, isApplied: true, isUndone: true })).toEqual(['undo']);
    expect(waysOfWhole({ ...plain, isUndone: true })).toEqual(['redo']);
  });

  it('a task with own tasks offers an undo until it was answered, and then what brings it back', () => {
    const parent = { ...plain, hasChildren: true };
    expect(waysOfWhole(parent)).toEqual(['undo']);
    expect(waysOfWhole({ ...parent, last: undone })).toEqual(['redo']);
    expect(waysOfWhole({ ...parent, last: wholeAnswer({ direction: 'redo' }, answer('done', 'undone')) })).toEqual(['undo']);
    expect(waysOfWhole({ ...parent, last: nothing })).toEqual([]);
    expect(waysOfWhole({ ...parent, isUndone: true })).toEqual(['undo', 'redo']);
    expect(waysOfWhole({ ...parent, isUndone: true, last: nothing })).toEqual(['redo']);
  });

  it('an undo that cannot do anything any more is not offered again, and one that is not through is', () => {
    const refused = wholeAnswer({ direction: 'undo' }, answer('refused', 'refused'));
    expect(waysOfWhole({ ...plain, isApplied: true, last: refused })).toEqual([]);
    expect(wholeAnswer({ direction: 'undo' }, answer('pending'))).toBeUndefined();
    expect(wholeAnswer({ direction: 'undo' }, answer('failed', 'undone', 'failed'))).toBeUndefined();
  });
});
