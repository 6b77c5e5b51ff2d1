// Every ending of a change set, as the model hears of it. Each says whether something was changed.
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/contract/changes.ts';
import type { ToolResult } from '../../src/contract/tool-result.ts';
import type { Output } from '../../src/contract/task.ts';
import type { Applied, FrozenSet } from '../../src/files/port.ts';
import { createTools } from '../../src/tools/create-tools.ts';
import type { ApplyReport } from '../../src/tools/tool.ts';
import { UNUSED } from './unused-ports.ts';

const tools = createTools(UNUSED);

const FACTS = {
  folders: [],
  operations: 0,
  deletes: [],
  replaces: [],
  shrinks: [],
  leaves: [],
  dotfiles: [],
  executables: [],
  fresh: [],
  irreversible: [],
};
const applied = (
  operations: Operation[],
  more: Partial<Omit<Applied, 'set'>> & { irreversible?: string[]; deletes?: string[] } = {},
): ApplyReport => {
  const { irreversible = [], deletes = [], ...rest } = more;
  const set: FrozenSet = {
    id: 'c1',
    key: { taskId: 't', step: 0, index: 0 },
    tool: 'x',
    summary: '',
    counts: { create: 0, replace: 0, move: 0, delete: 0, other: 0 },
    irreversible,
    operations,
    leftOut: [],
    facts: { ...FACTS, deletes },
    internal: false,
    state: 'proposed',
    createdAt: '2024-03-01T14:02:00Z',
  };
  return { kind: 'applied', applied: { set, leftOut: [], outputs: [], emptied: [], notices: [], ...rest } };
};
const move = (n: number): Operation => ({ id: `m${n}`, op: 'move', from: `/folders/A/${n}`, to: `/folders/A/b/${n}`, bytes: 10 });
const moves = (n: number): Operation[] => Array.from({ length: n }, (_, i) => move(i));
const MOVES = {
  moves: [
    { from: '/folders/A/0', to: '/folders/A/b/0' },
    { from: '/folders/A/1', to: '/folders/A/b/1' },
  ],
};

function said(name: string, input: unknown, report: ApplyReport): ToolResult & { text: string } {
  const tool = tools.get(name);
  if (tool?.effect !== 'change') throw new Error('no changing tool');
  const result = tool.describe(input, report);
  return { ...result, text: result.blocks.map((block) => (block.type === 'text' ? block.text : '')).join('\n') };
}

describe('what was applied', () => {
  it('is counted, with what else was needed for it', () => {
    const set = [
      ...moves(214),
      { id: 'd', op: 'mkdir', to: '/folders/A/b', bytes: 0 } as const,
      { id: 'x', op: 'delete', from: '/folders/A/q', bytes: 1 } as const,
    ];
    const result = said('move_files', MOVES, applied(set));
    expect(result).toMatchObject({ isError: false, origin: 'task', summary: 'Moved 214 files, 1 deleted, 1 folder made' });
    expect(result.text).toBe('Moved 214 files, 1 deleted, 1 folder made.');
  });

  it('names the one file where there is one', () => {
    const result = said(
      'move_files',
      { moves: [{ from: '/folders/A/a.jpg', to: '/folders/A/2024/' }] },
      applied([{ ...move(0), from: '/folders/A/a.jpg', to: '/folders/A/2024/a.jpg' }]),
    );
    expect(result.summary).toBe('Moved a.jpg to A/2024/a.jpg');
  });

  it('says how many files it replaced', () => {
    const result = said('move_files', MOVES, applied(moves(3), { deletes: ['/folders/A/b/1'] }));
    expect(result.text).toBe('Moved 3 files, 1 onto a file that was there.');
  });

  it('tells made from replaced', () => {
    const input = { path: '/folders/A/x.md', content: 'hello' };
    const op = (kind: 'create' | 'replace'): Operation => ({ id: '1', op: kind, to: '/folders/A/x.md', bytes: 5 });
    expect(said('write_file', input, applied([op('create')])).text).toBe('Made /folders/A/x.md (5 bytes).');
    expect(said('write_file', input, applied([op('replace')])).summary).toBe('Replaced A/x.md');
    expect(said('edit_file', { path: '/folders/A/x.md', old_text: 'a', new_text: 'b' }, applied([op('replace')])).text).toBe(
      'Changed one passage of /folders/A/x.md (now 5 bytes).',
    );
    expect(
      said(
        'delete_files',
        { paths: ['/folders/A/x', '/folders/A/y'] },
        applied([
          { id: '1', op: 'delete', from: '/folders/A/x', bytes: 1 },
          { id: '2', op: 'delete', from: '/folders/A/y', bytes: 1 },
        ]),
      ).text,
    ).toBe('Deleted 2 files.');
  });

  it('says so when there was nothing to do', () => {
    expect(said('write_file', { path: '/folders/A/x', content: '' }, applied([]))).toMatchObject({
      isError: false,
      summary: 'Nothing to change',
    });
  });

  it('names emptied folders, notices and what cannot be undone', () => {
    const result = said(
      'move_files',
      MOVES,
      applied(moves(2), {
        emptied: ['/folders/A/old'],
        notices: ['The link l was replaced.'],
        irreversible: ['/folders/A/1', '/folders/A/other'],
      }),
    );
    expect(result.text).toContain('Now empty: /folders/A/old. delete_files');
    expect(result.text).toContain('The link l was replaced.');
    expect(result.text).toContain('Cannot be undone: /folders/A/1.');
  });

  it('names what the user left out, and counts only the rest', () => {
    const result = said('move_files', MOVES, applied(moves(12), { leftOut: ['m3'] }));
    expect(result.text).toContain('Moved 11 files.');
    expect(result.text).toContain('The user left 1 operation out; leave these as they are: move /folders/A/3 → /folders/A/b/3.');
    expect(result.summary).toBe('Moved 11 files; 1 change left out');
    const all = said('move_files', MOVES, applied(moves(30), { leftOut: moves(30).map((m) => m.id) }));
    expect(all.text).toMatch(/^Nothing was changed\./);
    expect(all.text).toContain('and 10 more');
  });

  it('tells a new version of an artifact and where the old one is', () => {
    const input = { title: 'Report', type: 'md', content: 'x' };
    const made: Operation = { id: '2', op: 'create', to: '/outputs/Report.md', bytes: 1 };
    expect(said('create_artifact', input, applied([made])).text).toBe(
      'Made /outputs/Report.md (1 byte). The user sees it with the task.',
    );
    const kept: Operation = { id: '1', op: 'move', from: '/outputs/Report.md', to: '/outputs/Report.v1.md', bytes: 1 };
    expect(said('create_artifact', input, applied([kept, made]))).toMatchObject({
      text: 'Made /outputs/Report.md (1 byte). The user sees it with the task. The version before is kept as /outputs/Report.v1.md.',
      summary: 'Made Report.md, a new version',
    });
  });

  it('names what was delivered, but no place on the machine', () => {
    const output: Output = {
      id: 'o',
      taskId: 't',
      name: 'r.pdf',
      path: '/outputs/r.pdf',
      deliveredTo: '/home/ann/Cowork/r.pdf',
      type: 'application/pdf',
      bytes: 2000,
      version: 1,
      createdAt: '',
    };
    const result = said(
      'deliver_files',
      { paths: ['/outputs/r.pdf'] },
      applied([{ id: '1', op: 'create', to: '/outputs/r.pdf', bytes: 2000 }], { outputs: [output] }),
    );
    expect(result.text).toContain('Delivered 1 file: r.pdf (2.0 kB).');
    expect(result.text).not.toContain('/home');
  });
});

describe('what was not applied', () => {
  const changing = [...tools.values()].filter((tool) => tool.effect === 'change').map((tool) => tool.name);
  const inputs: Record<string, unknown> = {
    write_file: { path: '/folders/A/x', content: 'x' },
    edit_file: { path: '/folders/A/x', old_text: 'a', new_text: 'b' },
    move_files: MOVES,
    delete_files: { paths: ['/folders/A/x'] },
    create_artifact: { title: 'T', type: 'md', content: '' },
    deliver_files: { paths: ['/outputs/x'] },
  };
  const endings: [string, ApplyReport, RegExp][] = [
    ['denied', { kind: 'denied' }, /^The user did not allow this\.\nNothing was changed\. Do not try the same again/],
    [
      'denied with a note',
      { kind: 'denied', note: ' keep the photos ' },
      /did not allow this and says: keep the photos\nNothing was changed/,
    ],
    ['superseded', { kind: 'superseded', reason: 'files changed' }, /^Nothing was changed: .*withdrawn \(files changed\)/],
    [
      'failed',
      { kind: 'failed', code: 'disk_full', detail: '/folders/A has no room' },
      /^The disk is full: \/folders\/A has no room\nIt was taken back whole: nothing was changed\.\nTell the user/,
    ],
    ['failed for an unknown reason', { kind: 'failed', code: 'EWHAT', detail: 'odd' }, /^It failed: odd\n.*nothing was changed/],
    [
      'refused',
      { kind: 'refused', rule: 'A may only be read' },
      /^Refused: A may only be read\. Nothing was changed\..*request_folder/,
    ],
    ['cancelled', { kind: 'cancelled' }, /Nothing was changed\.$/],
  ];
  it.each(changing.flatMap((name) => endings.map(([what, report, says]) => [name, what, report, says] as const)))(
    '%s, %s',
    (name, _, report, says) => {
      const result = said(name, inputs[name], report);
      expect(result.isError).toBe(true);
      expect(result.text).toMatch(says);
    },
  );

  it('carries the words of the user as theirs', () => {
    expect(said('move_files', MOVES, { kind: 'denied', note: 'no' }).origin).toBe('user');
    expect(said('move_files', MOVES, { kind: 'cancelled' }).origin).toBe('task');
  });

  it('claims nothing about files that are stuck', () => {
    const result = said('move_files', MOVES, { kind: 'failed', code: 'stuck', detail: 'the disk went away' });
    expect(`${result.text} ${result.summary}`).not.toMatch(/nothing was changed/i);
    expect(result.text).toContain('Do not touch these files again');
  });
});
