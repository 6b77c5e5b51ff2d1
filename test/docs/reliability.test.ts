// The table of docs/RELIABILITY.md: the test that a row names must exist, or the row promises nothing.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(`${ROOT}/docs/RELIABILITY.md`, 'utf8');
const cells = (row: string): string[] => row.split(/(?<!\\)\|/).map((cell) => cell.trim());
const rows = text
  .slice(text.indexOf('| fails |'), text.indexOf('\n## '))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => ({ fails: cells(line)[1]!, named: /^`(test\/\S+\.ts)` · (.+)$/.exec(cells(line)[3]!) }));

/** Titles as they are written, `…` for what is filled in; of a table of cases also each with the case's name. */
function titlesIn(file: string): Set<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0] && isTest(node.expression)) {
      const title = titleOf(node.arguments[0]);
      if (title !== undefined) for (const one of [title, ...casesOf(node.expression, title)]) titles.add(one);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return titles;
}

/** `it`, `it.each(…)` and `(may ? it : it.skip)`; not what is always skipped. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isCallExpression(callee)) return callee.expression.getText() === 'it.each';
  return /^(it|\(\w+ \? it : it\.skip\))$/.test(callee.getText());
}

function titleOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join('');
}

function casesOf(callee: ts.Expression, title: string): string[] {
  let table = ts.isCallExpression(callee) ? callee.arguments[0] : undefined;
  while (table && (ts.isAsExpression(table) || ts.isParenthesizedExpression(table))) table = table.expression;
  if (!table || !ts.isArrayLiteralExpression(table)) return [];
  const names = table.elements.map((row) => (ts.isArrayLiteralExpression(row) ? row.elements[0] : row));
  return names.flatMap((name) => (name && ts.isStringLiteralLike(name) ? [title.replace('%s', name.text)] : []));
}

describe('the table of what fails', () => {
  it('has many rows', () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)('names one test that exists: $fails', ({ named }) => {
    const [, file = '', title = ''] = named ?? [];
    expect(named).not.toBeNull();
    expect(existsSync(`${ROOT}/${file}`)).toBe(true);
    expect([...titlesIn(`${ROOT}/${file}`)]).toContain(title);
  });
});
