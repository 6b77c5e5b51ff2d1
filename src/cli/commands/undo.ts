// `cowork undo` and `cowork redo`: takes back a task, one change of it, or single files.
import { allOf, toArray } from '../../client/answers.ts';
import type { Client } from '../../client/client.ts';
import type { Operation } from '../../contract/changes.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { type PostUndo, UndoResult } from '../../contract/http.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { shown } from '../card/group-moves.ts';
import { legible } from '../format/legible.ts';
import { shorten, wrap } from '../format/text.ts';
import { words } from '../words/changes.ts';

export interface UndoOptions {
  readonly set?: string;
  readonly file?: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** How often the same request is asked after: each waits on the server for as long as it allows. */
const MOST_ASKS = 10;

export async function undo(
  cli: Cli,
  direction: 'undo' | 'redo',
  id: string | undefined,
  options: UndoOptions,
): Promise<ExitCode> {
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const body = await bodyOf(client, taskId, options);
  const idempotencyKey = crypto.randomUUID();
  const ask = (): Promise<UndoResult> => client[direction](taskId, body, { idempotencyKey }).catch(refusedResult);
  let result = await ask();
  for (let asked = 1; result.state === 'pending' && asked < MOST_ASKS; asked += 1) result = await ask();
  if (options.json) cli.terminal.json(result);
  else for (const line of undoPage(legible(result), { ...cli, taskId, direction })) cli.terminal.out(line);
  return result.state === 'done' ? EXIT.done : result.state === 'pending' ? EXIT.waiting : EXIT.failed;
}

/** Refused as a whole, the answer is a problem that carries the result. */
function refusedResult(error: unknown): UndoResult {
  if (isCoworkError(error) && error.code === 'undo_conflict') return UndoResult.parse(error.extra);
  throw error;
}

async function bodyOf(client: Client, taskId: string, { set, file = [], force }: UndoOptions): Promise<PostUndo> {
  const changeSetId = set === undefined ? undefined : await findSet(client, taskId, set);
  const forced = force ? { force: true } : {};
  if (file.length === 0) return { ...(changeSetId === undefined ? {} : { changeSetId }), ...forced };
  const found = await findOperations(client, taskId, { names: file, changeSetId });
  return { ...found, ...forced };
}

async function findSet(client: Client, taskId: string, prefix: string): Promise<string> {
  const ids: string[] = [];
  for await (const set of allOf((cursor) => client.changes(taskId, { limit: 50, cursor })))
    if (set.id.startsWith(prefix)) ids.push(set.id);
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) throw usage(words.noSuchSet(prefix));
  return only;
}

/** The newest change that touched all these files; names as `cowork changes --files` shows them, or the end of them. */
async function findOperations(
  client: Client,
  taskId: string,
  { names, changeSetId }: { names: readonly string[]; changeSetId: string | undefined },
): Promise<PostUndo> {
  const sets = await toArray(allOf((cursor) => client.changes(taskId, { limit: 50, cursor })));
  const open = sets.filter((set) => (changeSetId === undefined ? set.state === 'applied' : set.id === changeSetId));
  for (const set of open.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))) {
    const operations = await toArray(allOf((cursor) => client.operations(taskId, set.id, { limit: 1000, cursor })));
    const found = names.map((name) => operations.filter((op) => touches(op, name)).map((op) => op.id));
    if (found.every((ids) => ids.length > 0)) return { changeSetId: set.id, operations: [...new Set(found.flat())] };
  }
  throw usage(words.noSuchFiles(names));
}

function touches(op: Operation, name: string): boolean {
  if (op.leftOut) return false;
  const paths = [op.from, op.to].filter((path) => path !== undefined);
  return paths.some((path) => path === name || shown(path) === name || path.endsWith(`/${name}`));
}

export function undoPage(
  result: UndoResult,
  { terminal, taskId, direction }: Pick<Cli, 'terminal'> & { taskId: string; direction: 'undo' | 'redo' },
): string[] {
  const width = terminal.columns();
  const { style } = terminal;
  if (result.state === 'pending') return wrap(words.pending, width);
  const real = result.results.filter((one) => one.state !== 'nothing');
  if (real.length === 0) return [direction === 'undo' ? words.nothingToUndo : words.nothingToRedo];
  const lines = real.flatMap((one) => [
    ...wrap(`${one.state === 'undone' ? style.good('✓') : style.accent('!')} ${one.summary}`, width, '  '),
    ...(one.conflicts.length > 0 ? [`  ${one.state === 'failed' ? words.inTheWay : words.conflictHead}`] : []),
    ...one.conflicts.map(({ path, reason }) => shorten(`    ${shown(path)}: ${reason}`, width)),
    ...(one.kept.length > 0 ? [`  ${words.kept}`] : []),
    ...one.kept.map((path) => shorten(`    ${shown(path)}`, width)),
  ]);
  const blocked = (state: 'refused' | 'failed'): boolean => real.some((one) => one.conflicts.length > 0 && one.state === state);
  const back = direction === 'undo' ? words.redoHint(taskId) : words.undoHint(taskId);
  return [
    ...lines,
    ...(blocked('refused') ? [style.dim(words.forceHint(taskId))] : []),
    ...(blocked('failed') ? [style.dim(words.againHint(taskId))] : []),
    ...(result.state === 'done' && real.some((one) => one.undoSetId !== undefined) ? [style.dim(back)] : []),
  ];
}
