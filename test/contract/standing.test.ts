// Decisions that hold longer than once: what they allow, and when they are offered.
import { describe, expect, it } from '@jest/globals';
import { judge, kindsFrom } from '../../src/contract/asking.ts';
import type { AskFacts, Standing } from '../../src/contract/asking.ts';
import type { Operation } from '../../src/contract/changes.ts';
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

describe('a decision that goes on holding', () => {
  it('holds per folder for its greatest kind', () => {
    expect(standingFor(FACTS)).toEqual([
      { grantId: 'g1', kind: 'move' },
      { grantId: 'g2', kind: 'create' },
    ]);
  });

  it('counts what is replaced, and a move out of a folder as a delete there', () => {
    const kind = (more: Partial<AskFacts>) => standingFor({ ...FACTS, ...more }).find((s) => s.grantId === 'g1')?.kind;
    expect(kind({ replaces: ['/folders/A/x'] })).toBe('replace');
    expect(kind({ leaves: ['/folders/A/x'] })).toBe('delete');
    expect(kind({ leaves: ['/folders/B/x'] })).toBe('move');
  });

  it('answers the same question the next time, for the task and always', () => {
    for (const facts of [FACTS, { ...FACTS, leaves: ['/folders/A/x'] }, { ...FACTS, deletes: ['/folders/B/x'] }]) {
      const ask = { mode: 'ask' as const, tool: 'move_files', internal: false, facts };
      const forTask = standingFor(facts).map((s): Standing => ({ scope: 'task', tool: 'move_files', ...s }));
      const always = standingFor(facts).map((s): Standing => ({ scope: 'always', ...s }));
      expect(judge({ ...ask, standing: [] }).kind).toBe('ask');
      for (const standing of [forTask, always]) expect(judge({ ...ask, standing }).kind).toBe('apply');
      expect(judge({ ...ask, tool: 'write_file', standing: forTask }).kind).toBe('ask');
      expect(judge({ ...ask, tool: 'write_file', standing: always }).kind).toBe('apply');
    }
  });
});

describe('a decision about a part', () => {
  const op = (kind: Operation['op'], paths: Pick<Operation, 'from' | 'to'>): Operation => ({
    id: kind,
    op: kind,
    bytes: 1,
    ...paths,
  });
  const create = op('create', { to: '/folders/A/new' });
  const inside = op('move', { from: '/folders/A/x', to: '/folders/A/y' });
  const onto = op('move', { from: '/folders/A/x', to: '/folders/A/there' });
  const replace = op('replace', { to: '/folders/A/old' });
  const out = op('move', { from: '/folders/A/z', to: '/folders/B/z' });
  const facts: AskFacts = {
    ...FACTS,
    folders: [
      { grantId: 'g1', name: 'A', access: 'full', kind: 'delete' },
      { grantId: 'g2', name: 'B', access: 'full', kind: 'move' },
    ],
    deletes: ['/folders/A/there'],
    replaces: ['/folders/A/old'],
    leaves: ['/folders/A/z'],
  };

  it.each([
    ['a new file', [create], [['g1', 'create']]],
    ['a move', [create, inside], [['g1', 'move']]],
    ['a replacement', [create, replace], [['g1', 'replace']]],
    ['a move onto a file', [onto], [['g1', 'delete']]],
    [
      'a move out',
      [out],
      [
        ['g1', 'delete'],
        ['g2', 'create'],
      ],
    ],
  ])('allows no more than what stayed ticked: %s', (_, part, allowed) => {
    expect(standingFor(facts, part).map(({ grantId, kind }) => [grantId, kind])).toEqual(allowed);
  });

  it('does not take a folder for another that begins like it', () => {
    expect(standingFor(facts, [op('create', { to: '/folders/A-2/new' })])).toEqual([]);
  });
});

describe('the scopes that a question offers', () => {
  it('reach to the end of the task, and beyond it, when the mode asks', () => {
    expect(scopesFor({ kind: 'ask', rule: 'mode ask', always: false }, false)).toEqual(['once', 'task', 'always']);
  });
  it('reach to each run of the schedule that made the task', () => {
    expect(scopesFor({ kind: 'ask', rule: 'mode ask', always: false }, true)).toEqual(['once', 'task', 'schedule', 'always']);
  });
  it('are only once for what always asks', () => {
    expect(scopesFor({ kind: 'ask', rule: 'delete', always: true }, false)).toEqual(['once']);
    expect(scopesFor({ kind: 'ask', rule: 'delete', always: true }, true)).toEqual(['once']);
  });
});

it('taking back one kind takes back what covers it', () => {
  expect(kindsFrom('move')).toEqual(['move', 'replace', 'delete']);
});
