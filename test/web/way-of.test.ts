// The buttons of a timeline: each stands only where it can still do something.
import { describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../src/contract/changes.ts';
import { isRedo, wayOf } from '../../src/web/screens/changes/way-of.ts';

function entry(id: string, more: Partial<ChangeSet> = {}): ChangeSet {
  return {
    ...{ id, taskId: 't1', step: 1, tool: 'move_files', state: 'applied', summary: '', undoable: true },
    ...{ counts: { create: 0, replace: 0, move: 1, delete: 0, other: 0 }, irreversible: [], operations: [] },
    ...{ createdAt: `2026-01-01T00:00:0${id}Z`, ...more },
  };
}
const undo = (id: string): ChangeSet => entry(id, { undoOf: '1', tool: 'undo', undoable: false });
const redo = (id: string): ChangeSet => entry(id, { undoOf: '1', tool: 'redo', undoable: false });

describe('an entry of the timeline', () => {
  it('is undone while it is applied, and made again once it is undone', () => {
    const gone = entry('1', { state: 'undone' });
    expect(wayOf(entry('1'), [])).toEqual({ direction: 'undo', changeSetId: '1' });
    expect(wayOf(gone, [gone, undo('2')])).toEqual({ direction: 'redo', changeSetId: '1' });
    // The change itself has that button.
    expect(wayOf(undo('2'), [gone, undo('2')])).toBeUndefined();
  });

  it('offers to make again what a part of it took back', () => {
    expect(wayOf(undo('2'), [entry('1'), undo('2')])).toEqual({ direction: 'redo', changeSetId: '1' });
  });

  it('offers nothing once that was made again, nor as what made it again', () => {
    const sets = [entry('1'), undo('2'), redo('3')];
    expect(sets.map((set) => isRedo(set))).toEqual([false, false, true]);
    expect(wayOf(undo('2'), sets)).toBeUndefined();
    expect(wayOf(redo('3'), sets)).toBeUndefined();
    // Another part since.
    expect(wayOf(undo('4'), [...sets, undo('4')])).toEqual({ direction: 'redo', changeSetId: '1' });
  });
});
