// Decisions that hold longer than once: what they allow, and when they are offered.
import { describe, expect, it } from '@jest/globals';
import { judge } from '../../src/contract/asking.ts';
import type { AskFacts } from '../../src/contract/asking.ts';
import { scopesFor, standingFor } from '../../src/contract/standing.ts';

const FACTS: AskFacts = {
  folders: [
    { grantId: 'g2', name: 'B', access: 'full', kind: 'create' },
    { grantId: 'g1', name: 'A', access: 'full', kind: 'move' },
    { grantId: 'g1', name: 'A', access: 'full', kind: 'create' },
  ],
  operations: 3,
  deletes: [],
  replaces: [],
  shrinks: [],
  leaves: [],
  dotfiles: [],
  executables: [],
  fresh: [],
  irreversible: [],
};

describe('a decision for the whole task', () => {
  it('holds per folder for its greatest kind', () => {
    expect(standingFor(FACTS, 'move_files')).toEqual([
      { tool: 'move_files', grantId: 'g1', kind: 'move' },
      { tool: 'move_files', grantId: 'g2', kind: 'create' },
    ]);
  });

  it('counts what is replaced, and a move out of a folder as a delete there', () => {
    const kind = (more: Partial<AskFacts>) => standingFor({ ...FACTS, ...more }, 'x').find((s) => s.grantId === 'g1')?.kind;
    expect(kind({ replaces: ['/folders/A/x'] })).toBe('replace');
    expect(kind({ leaves: ['/folders/A/x'] })).toBe('delete');
    expect(kind({ leaves: ['/folders/B/x'] })).toBe('move');
  });

  it('answers the same question the next time', () => {
    for (const facts of [FACTS, { ...FACTS, leaves: ['/folders/A/x'] }, { ...FACTS, deletes: ['/folders/B/x'] }]) {
      const standing = standingFor(facts, 'move_files').map((s) => ({ ...s, scope: 'task' as const }));
      const ask = { mode: 'ask' as const, tool: 'move_files', internal: false, facts };
      expect(judge({ ...ask, standing: [] }).kind).toBe('ask');
      expect(judge({ ...ask, standing }).kind).toBe('apply');
    }
  });
});

describe('the scopes that a question offers', () => {
  it('reach to the end of the task when the mode asks', () => {
    expect(scopesFor({ kind: 'ask', rule: 'mode ask', always: false })).toEqual(['once', 'task']);
  });
  it('are only once for what always asks', () => {
    expect(scopesFor({ kind: 'ask', rule: 'delete', always: true })).toEqual(['once']);
  });
});
