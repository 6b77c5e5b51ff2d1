// The docs' tables come from results: what is between markers is replaced, everything else is left.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTables } from '../../bench/render-tables.ts';
import { loadResult, saveResult } from '../../bench/results.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DOCUMENT =
  'Above.\n<!-- table:chaos -->\nold\n<!-- /table:chaos -->\nBetween.\n<!-- table:none -->\nkept\n<!-- /table:none -->\n';

describe('tables of the docs', () => {
  it('are written from what was saved, with date, commit, machine and seed', () => {
    const table = { head: ['what', 'times'], rows: [['a | b', 1_234] as const] };
    saveResult({ name: 'chaos', command: 'npm run chaos', seed: 7, table, notes: ['Not the clock.'] }, folder);
    const { at, commit, machine } = loadResult('chaos', folder)!;
    expect(commit).toMatch(/^([0-9a-f]{7,}\+?|unknown)$/);
    expect(renderTables(DOCUMENT, (name) => loadResult(name, folder))).toBe(
      [
        'Above.',
        '<!-- table:chaos -->',
        `Written by \`npm run tables\` from \`npm run chaos\`: ${at.slice(0, 10)}, commit ${commit}, seed 7; ${machine}.`,
        '',
        '| what | times |',
        '|---|---|',
        '| a \\| b | 1,234 |',
        '',
        '- Not the clock.',
        '<!-- /table:chaos -->',
        'Between.',
        '<!-- table:none -->',
        'kept',
        '<!-- /table:none -->',
        '',
      ].join('\n'),
    );
  });

  it('say the same when they are written again', () => {
    saveResult({ name: 'chaos', command: 'npm run chaos', table: { head: ['a'], rows: [[1]] } }, folder);
    const once = renderTables(DOCUMENT, (name) => loadResult(name, folder));
    expect(once).not.toBe(DOCUMENT);
    expect(renderTables(once, (name) => loadResult(name, folder))).toBe(once);
  });
});
