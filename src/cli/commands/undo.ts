// `cowork undo` and `cowork redo`: takes back a task, one change of it, or single files.
import { allOf, toArray } from '../../client/answers.ts';
import type { Client } from '../../client/client.ts';
import type { ChangeSet } from '../../contract/changes.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { type PostUndo, UndoResult } from '../../contract/http.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findChanged, findTask } from '../find-task.ts';
import { shown } from '../card/group-moves.ts';
import { legible } from '../format/legible.ts';
import { shorten, wrap } from '../format/text.ts';
import { touches } from '../named-operation.ts';
import { words } from '../words/changes.ts';

export interface UndoOptions {
  readonly set?: string;
  readonly file?: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Wanted {
  readonly taskId: string;
  readonly direction: 'undo' | 'redo';
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
  const taskId = id === undefined ? await findChanged(client, direction) : await findTask(client, id);
  const wanted = { taskId, direction };
  const [first = {}, ...others] = await bodiesOf(client, wanted, options);
  let result = await askFor(client, wanted, first);
  for (const body of others) if (isNothing(result)) result = await askFor(client, wanted, body);
  if (options.json) cli.terminal.json(result);
  else {
    const { title } = legible(await client.task(taskId));
    cli.terminal.out(cli.terminal.style.bold(titled(title, taskId, cli.terminal.columns())));
    for (const line of undoPage(legible(result), { ...cli, ...wanted, options })) cli.terminal.out(line);
  }
  return result.state === 'done' ? EXIT.done : result.state === 'pending' ? EXIT.waiting : EXIT.failed;
}

/** Which task it was, also where nobody named one. The id stays whole. */
const titled = (title: string, taskId: string, width: number): string =>
  `${shorten(title.replaceAll('\n', ' '), width - taskId.length - 3)} (${taskId})`;

const isNothing = ({ state, results }: UndoResult): boolean =>
  state !== 'pending' && results.every((one) => one.state === 'nothing');

/** The same request again and again until it is done or far too late. */
async function askFor(client: Client, { taskId, direction }: Wanted, body: PostUndo): Promise<UndoResult> {
  const idempotencyKey = crypto.randomUUID();
  const ask = (): Promise<UndoResult> => client[direction](taskId, body, { idempotencyKey }).catch(refusedResult);
  let result = await ask();
  for (let asked = 1; result.state === 'pending' && asked < MOST_ASKS; asked += 1) result = await ask();
  return result;
}

/** Refused as a whole, the answer is a problem that carries the result. */
function refusedResult(error: unknown): UndoResult {
  if (isCoworkError(error) && error.code === 'undo_conflict') return UndoResult.parse(error.extra);
  throw error;
}

/** What to ask for, in this order, until something is taken back: only the server knows which part of a change is undone already. */
async function bodiesOf(client: Client, wanted: Wanted, { set, file = [], force }: UndoOptions): Promise<PostUndo[]> {
  const changeSetId = set === undefined ? undefined : await findSet(client, wanted.taskId, set);
  const forced = force ? { force: true } : {};
  if (file.length === 0) return [{ ...(changeSetId === undefined ? {} : { changeSetId }), ...forced }];
  const found = await findOperations(client, wanted, { names: file, changeSetId });
  return found.map((body) => ({ ...body, ...forced }));
}

async function findSet(client: Client, taskId: string, prefix: string): Promise<string> {
  const ids: string[] = [];
  for await (const set of allOf((cursor) => client.changes(taskId, { limit: 50, cursor })))
    if (set.id.startsWith(prefix)) ids.push(set.id);
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) throw usage(words.noSuchSet(prefix));
  return only;
}

/**
 * The agent's changes that touched all these files: undo takes the newest back first, redo makes the oldest again first. Names as
 * `cowork changes --files` shows them, or the end of them.
 */
async function findOperations(
  client: Client,
  { taskId, direction }: Wanted,
  { names, changeSetId }: { names: readonly string[]; changeSetId: string | undefined },
): Promise<PostUndo[]> {
  const sets = await toArray(allOf((cursor) => client.changes(taskId, { limit: 50, cursor })));
  const open = sets.filter((set) => (changeSetId === undefined ? isDone(set) : set.id === changeSetId));
  const oldestFirst = open.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  const bodies: PostUndo[] = [];
  for (const set of direction === 'undo' ? oldestFirst.toReversed() : oldestFirst) {
    const operations = await toArray(allOf((cursor) => client.operations(taskId, set.id, { limit: 1000, cursor })));
    const found = names.map((name) => operations.filter((op) => touches(op, name)).map((op) => op.id));
    if (found.every((ids) => ids.length > 0)) bodies.push({ changeSetId: set.id, operations: [...new Set(found.flat())] });
  }
  if (bodies.length === 0) throw usage(words.noSuchFiles(names));
  return bodies;
}

/** An undo is no change to be undone by the name of a file: that would do the opposite of what was asked. */
const isDone = ({ state, undoOf }: ChangeSet): boolean => undoOf === undefined && (state === 'applied' || state === 'undone');

/** The same command as it was typed: a hint to repeat it must not take back more than was asked. */
const retyped = ({ taskId, direction }: Wanted, { set, file = [] }: UndoOptions): string =>
  [
    `cowork ${direction} ${taskId}`,
    ...(set === undefined ? [] : [`--set ${set}`]),
    ...file.map((name) => `--file ${inShell(name)}`),
  ].join(' ');

const inShell = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function undoPage(
  result: UndoResult,
  { terminal, taskId, direction, options = {} }: Pick<Cli, 'terminal'> & Wanted & { options?: UndoOptions },
): string[] {
  const width = terminal.columns();
  const { style } = terminal;
  if (result.state === 'pending') return wrap(words.pending, width);
  const real = result.results.filter((one) => one.state !== 'nothing');
  if (real.length === 0) return [direction === 'undo' ? words.nothingToUndo(taskId) : words.nothingToRedo(taskId)];
  const lines = real.flatMap((one) => [
    ...wrap(`${one.state === 'undone' ? style.good('✓') : style.accent('!')} ${one.summary}`, width, '  '),
    ...(one.conflicts.length > 0 ? [`  ${one.state === 'failed' ? words.inTheWay : words.conflictHead}`] : []),
    ...one.conflicts.map(({ path, reason }) => shorten(`    ${shown(path)}: ${reason}`, width)),
    ...(one.kept.length > 0 ? [`  ${words.kept}`] : []),
    ...one.kept.map((path) => shorten(`    ${shown(path)}`, width)),
  ]);
  const blocked = (state: 'refused' | 'failed'): boolean => real.some((one) => one.conflicts.length > 0 && one.state === state);
  const again = retyped({ taskId, direction }, options);
  const back = direction === 'undo' ? words.redoHint(taskId) : words.undoHint(taskId);
  return [
    ...lines,
    ...(blocked('refused') ? [style.dim(words.forceHint(again))] : []),
    ...(blocked('failed') ? [style.dim(words.againHint(again))] : []),
    ...(result.state === 'done' && real.some((one) => one.undoSetId !== undefined) ? [style.dim(back)] : []),
  ];
}
