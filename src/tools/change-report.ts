// What a change set came to, in the words of the model. Every ending says whether something was changed.
import { ERROR_CODES } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { Operation } from '../contract/changes.ts';
import { errorResult, textResult } from '../contract/tool-result.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { Applied } from '../files/port.ts';
import { nextStep } from './errors.ts';
import type { ApplyReport } from './tool.ts';
import { counted, some } from './words/count.ts';
import { shown } from './words/names.ts';

/** The tool's own sentence about what was done, and its line for people. */
export interface Done {
  readonly text: string;
  readonly summary: string;
}

const NAMED = 20;

/** The result of a changing tool. `done` is asked only about what was really applied. */
export function changeReport(
  report: ApplyReport,
  done: (operations: readonly Operation[], applied: Applied) => Done,
): ToolResult {
  switch (report.kind) {
    case 'applied':
      return appliedResult(report.applied, done);
    case 'failed':
      return failedResult(report.code, report.detail);
    case 'denied':
      return deniedResult(report.note);
    case 'superseded':
      return errorResult(
        'task',
        `Nothing was changed: the question to the user was withdrawn${report.reason ? ` (${report.reason})` : ''}. Look again before you go on.`,
        'Withdrawn; nothing was changed',
      );
    case 'refused':
      return errorResult(
        'task',
        `Refused: ${report.rule}. Nothing was changed. Work elsewhere, or ask for more access with request_folder.`,
        `Refused: ${report.rule}`,
      );
    case 'cancelled':
      return errorResult('task', 'Stopped before it was done. Nothing was changed.', 'Stopped; nothing was changed');
  }
}

function appliedResult(applied: Applied, done: (operations: readonly Operation[], applied: Applied) => Done): ToolResult {
  const left = new Set(applied.leftOut);
  const operations = applied.set.operations.filter((operation) => !left.has(operation.id));
  const leftOut = applied.set.operations.filter((operation) => left.has(operation.id));
  if (operations.length === 0 && leftOut.length === 0)
    return textResult('task', 'Everything is as asked already. Nothing was changed.', { summary: 'Nothing to change' });
  const said: Done =
    operations.length > 0 ? done(operations, applied) : { text: 'Nothing was changed.', summary: 'Nothing was changed' };
  const lines = [said.text];
  if (leftOut.length > 0)
    lines.push(
      `The user left ${counted(leftOut.length, 'operation')} out; leave these as they are: ${some(leftOut.map(operationWords), NAMED)}.`,
    );
  if (applied.emptied.length > 0)
    lines.push(`Now empty: ${some(applied.emptied.map(shown), NAMED)}. delete_files removes a folder that nobody needs.`);
  const kept = new Set(operations.flatMap((operation) => [operation.from, operation.to]));
  const lost = applied.set.irreversible.filter((path) => kept.has(path));
  if (lost.length > 0) lines.push(`Cannot be undone: ${some(lost.map(shown), NAMED)}.`);
  lines.push(...applied.notices);
  const summary = leftOut.length > 0 ? `${said.summary}; ${counted(leftOut.length, 'change')} left out` : said.summary;
  return textResult('task', lines.join('\n'), { summary });
}

function failedResult(code: string, detail: string): ToolResult {
  const title = ERROR_CODES[code as ErrorCode]?.title ?? 'It failed';
  const state = code === 'stuck' ? 'Part of it may be done.' : 'It was taken back whole: nothing was changed.';
  return errorResult(
    'task',
    `${title}: ${detail}\n${state}\n${nextStep(code)}`,
    code === 'stuck' ? title : `${title}; nothing was changed`,
  );
}

function deniedResult(note: string | undefined): ToolResult {
  const said = note?.trim() ? `The user did not allow this and says: ${note.trim()}` : 'The user did not allow this.';
  return errorResult(
    'user',
    `${said}\nNothing was changed. Do not try the same again; find another way, or ask with ask_user.`,
    'Not allowed; nothing was changed',
  );
}

function operationWords({ op, from, to }: Operation): string {
  if (from && to) return `${op} ${shown(from)} → ${shown(to)}`;
  return `${op} ${shown(to ?? from ?? '')}`;
}
