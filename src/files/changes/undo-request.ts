// What an undo request is about, stored before anything is done: a repeated request goes on where the first was cut.
import type { UndoResult } from '../../contract/http.ts';
import type { Context } from './context.ts';
import { settleStuck, type StuckSet, stuckSets } from './stuck.ts';
import { choose, type Chosen, type UndoRequest } from './undo-choice.ts';

type Result = UndoResult['results'][number];

interface Begun {
  readonly stuck: readonly StuckSet[];
  /** What came of the stuck ones: only then can be chosen what else there is to take back. */
  readonly settled?: readonly Result[];
  readonly chosen?: readonly Chosen[];
  readonly results?: Result[];
}
export type StoredUndo = Begun & Required<Pick<Begun, 'settled' | 'chosen'>>;

/** Brings stuck sets to their end, and chooses. Does neither again for a request that has come so far. */
export async function beginUndo(c: Context, request: UndoRequest): Promise<StoredUndo> {
  const begun = (await known(c, request)) ?? (await begin(c, request));
  const { settled, chosen } = begun;
  return settled && chosen ? { ...begun, settled, chosen } : settle(c, request, begun);
}

async function known(c: Context, { requestId }: UndoRequest): Promise<Begun | undefined> {
  const row = await c.db.selectFrom('undo_requests').select('body').where('id', '=', requestId).executeTakeFirst();
  return row && (JSON.parse(row.body) as Begun);
}

async function begin(c: Context, request: UndoRequest): Promise<Begun> {
  const stuck = await stuckSets(c.db, request);
  const begun: Begun = stuck.length > 0 ? { stuck } : { stuck, settled: [], chosen: await choose(c.db, request) };
  await c.db
    .insertInto('undo_requests')
    .values({ id: request.requestId, task_id: request.taskId, n: 0, body: JSON.stringify(begun) })
    .execute();
  if (begun.chosen) c.faults('undo-chosen');
  return begun;
}

async function settle(c: Context, request: UndoRequest, { stuck }: Begun): Promise<StoredUndo> {
  const settled: Result[] = [];
  for (const set of stuck) settled.push(await settleStuck(c, set));
  const stored = { stuck, settled, chosen: await chooseBeside(c, request, settled) };
  await keepUndo(c, request, stored);
  c.faults('undo-chosen');
  return stored;
}

/** What is still stuck stands in the way of its own undo, and of what was just taken back nothing is left to be. */
async function chooseBeside(c: Context, request: UndoRequest, settled: readonly Result[]): Promise<Chosen[]> {
  const still = settled.filter(({ state }) => state === 'failed').map(({ changeSetId }) => changeSetId);
  if (request.changeSetId !== undefined && still.length > 0) return [];
  const tried = new Set(settled.map(({ changeSetId }) => changeSetId));
  return (await choose(c.db, request)).filter(
    ({ root, operations }) => !still.includes(root) && (!tried.has(root) || operations.length > 0),
  );
}

export async function keepUndo(c: Context, request: UndoRequest, stored: Begun): Promise<void> {
  await c.db
    .updateTable('undo_requests')
    .set({ body: JSON.stringify(stored) })
    .where('id', '=', request.requestId)
    .execute();
}
