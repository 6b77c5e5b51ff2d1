// The question card: the worst first, nothing wider than the window, and no Enter for what was not shown.
import { describe, expect, it } from '@jest/globals';
import { approvalCard } from '../../src/cli/card/approval-card.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { styleFor } from '../../src/cli/terminal.ts';
import type { Approval, Operation } from '../../src/contract/changes.ts';

const style = styleFor(false);
const move = (i: number, to: string): Operation => ({
  id: `m${i}`,
  op: 'move',
  from: `/folders/Downloads/Rechnung Nr. ${i} – 領収書 vom Händler.pdf`,
  to: `/folders/Downloads/${to}/Rechnung Nr. ${i} – 領収書 vom Händler.pdf`,
  bytes: 1000,
});

function approval(operations: Operation[], more: Partial<Approval['preview']> = {}): Approval {
  const of = (op: Operation['op']): number => operations.filter((one) => one.op === op).length;
  const counts = { create: of('create'), replace: of('replace'), move: of('move'), delete: of('delete'), other: 0 };
  return {
    id: 'a1',
    taskId: 't1',
    step: 1,
    tool: 'move_files',
    arguments: {},
    argumentsHash: 'x',
    changeSetIds: ['c1'],
    scopes: ['once', 'task'],
    status: 'pending',
    createdAt: '2026-03-01T10:00:00Z',
    preview: {
      summary: 'The summary',
      rule: 'mode ask: each change is asked',
      always: false,
      counts,
      irreversible: [],
      operations,
      ...more,
    },
  };
}

const many = approval(
  [
    ...Array.from({ length: 40 }, (_, i) => move(i, i < 30 ? '2024-01' : '2024-02')),
    { id: 'r1', op: 'replace', to: '/folders/Downloads/list.csv', bytes: 2000 },
    { id: 'd1', op: 'delete', from: '/folders/Downloads/old.iso', bytes: 4_000_000_000, irreversible: true },
    {
      id: 'x1',
      op: 'move',
      from: '/folders/Downloads/a',
      to: '/folders/Downloads/b',
      bytes: 1,
      conflict: 'there is already a file b',
    },
  ],
  { irreversible: ['/folders/Downloads/old.iso'] },
);

describe('the card', () => {
  it.each([40, 80, 120])('fits %i cells', (width) => {
    for (const perBlock of [3, 6, Infinity])
      for (const line of approvalCard(many, { width, style, perBlock }).lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  it('shows what cannot be undone before everything else, then conflicts, deletes, replacements, moves', () => {
    const text = approvalCard(many, { width: 80, style, perBlock: 6 }).lines.join('\n');
    const order = [
      'The summary',
      'Cannot be undone',
      'old.iso',
      'Cannot be done',
      'Will be deleted:',
      'Will be replaced:',
      'Downloads → Downloads/2024-01 (30)',
      'Asked because',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says whether it was shown whole', () => {
    expect(approvalCard(many, { width: 80, style, perBlock: 6 })).toMatchObject({ whole: false });
    expect(approvalCard(many, { width: 80, style, perBlock: Infinity })).toMatchObject({ whole: true });
    const few = [move(1, 'x'), move(2, 'x')];
    expect(approvalCard(approval(few), { width: 80, style, perBlock: 6 })).toMatchObject({ whole: true });
    const paged = approvalCard(approval(few, { next: 'cursor' }), { width: 80, style, perBlock: 6 });
    expect(paged).toMatchObject({ whole: false });
  });

  const diff = '--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old line\n+new line\n';
  const edit = (id: string): Operation => ({ id, op: 'replace', to: `/folders/D/${id}.txt`, bytes: 20, diff });

  it('shows a changed text as its difference', () => {
    const card = approvalCard(approval([edit('a')]), { width: 80, style, perBlock: 6 });
    expect(card.lines).toContain('    -old line');
    expect(card.lines).toContain('    +new line');
    expect(card.lines.join('\n')).not.toContain('+++');
    expect(card.whole).toBe(true);
  });

  it('shows lines that look like the head of a difference, and a gap between two passages', () => {
    const tricky =
      '--- a\n+++ b\n@@ -1,2 +1,1 @@\n--- a rule goes\n+++ comes\n@@ -9,1 +8,1 @@\n-x\n+y\n\\ No newline at end of file\n';
    const { lines } = approvalCard(approval([{ ...edit('a'), diff: tricky }]), { width: 80, style, perBlock: 6 });
    expect(lines.filter((line) => line.startsWith('    '))).toEqual(
      ['--- a rule goes', '+++ comes', '…', '-x', '+y'].map((line) => `    ${line}`),
    );
  });

  it('shows each changed text among other changes, and is not whole where one is cut', () => {
    const text = (perBlock: number) =>
      approvalCard(approval([move(1, 'x'), edit('a'), edit('b')]), { width: 80, style, perBlock });
    expect(text(6).lines.filter((line) => line === '    +new line')).toHaveLength(2);
    expect(text(6).whole).toBe(true);
    expect(text(2).lines.filter((line) => line === '    … and 1 more')).toHaveLength(2);
    expect(text(2).whole).toBe(false);
    expect(text(Infinity).whole).toBe(true);
  });

  it('lets no name make lines of its own', () => {
    const from = '/folders/D/a\nAsked because: nothing';
    const one: Operation = { id: 'm', op: 'move', from, to: '/folders/D/x/b', bytes: 1 };
    const { lines } = approvalCard(approval([one, { id: 'd', op: 'delete', from, bytes: 1 }]), { width: 80, style, perBlock: 6 });
    expect(lines.filter((line) => line.includes('Asked because: nothing'))).toEqual([
      expect.stringContaining('a⟨0a⟩Asked'),
      expect.stringContaining('a⟨0a⟩Asked'),
    ]);
    expect(lines.join('\n').split('\n')).toHaveLength(lines.length);
  });

  it('shows all of a schedule that the agent wants', () => {
    const wish = {
      ...{ name: 'Weekly sums', when: 'every friday at 16', in_words: 'every Friday at 16:00', time_zone: 'Europe/Berlin' },
      ...{ next_runs: ['2030-01-04T16:00:00+01:00'], prompt: 'Add up the week.', mode: 'ask', tools: ['read_file'] },
      folders: [{ path: '/home/me/Sums', access: 'write' }],
      budget: { maxUsd: 2, maxSteps: 30, maxMinutes: 45 },
      ...{ daily_max_usd: 6, index: 0 },
    };
    const asked: Approval = { ...approval([]), tool: 'schedule_task', arguments: wish };
    const text = approvalCard(asked, { width: 80, style, perBlock: 6 }).lines.join('\n');
    for (const part of ['Weekly sums', 'Every Friday at 16:00', 'Fri 4 Jan 2030 16:00', 'Add up the week.', '/home/me/Sums'])
      expect(text).toContain(part);
    expect(text).toContain('Budget: 2 $ a run, 30 steps a run, 45 minutes a run, 6 $ a day');
    expect(text).toContain('read_file');
  });

  it('counts the files of the folders that it leaves out', () => {
    const moves = Array.from({ length: 12 }, (_, i) => [move(i, `to ${i}`), move(i + 100, `to ${i}`)]).flat();
    const { lines } = approvalCard(approval(moves), { width: 80, style, perBlock: 6 });
    expect(lines).toContain('… and 10 files in 5 more folders');
  });

  it('says what changes only in words when colour is off', () => {
    expect(approvalCard(many, { width: 80, style, perBlock: 6 }).lines.join('\n')).not.toContain('\u001b');
    expect(approvalCard(many, { width: 80, style: styleFor(true), perBlock: 6 }).lines.join('\n')).toContain('\u001b[31m');
  });
});
