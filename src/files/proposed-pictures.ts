// The pictures that a waiting change set would take away or bring, for a process that is not the worker (api). Changes nothing.
import { readFile } from 'node:fs';
import { promisify } from 'node:util';
import { CoworkError } from '../contract/errors.ts';
import type { LedgerTables } from '../ledger/schema.ts';
import { openSqlite } from '../sqlite/dialect.ts';
import { isSame, isUntouched } from './changes/base.ts';
import { createFolders } from './changes/folders.ts';
import type { Base, Change, Plan, Spot } from './changes/model.ts';
import { readPlan, readSet } from './changes/records.ts';
import type { ChangesDb, ChangeTables } from './changes/schema.ts';
import { mediaTypeByName } from './media-type.ts';
import { openFile } from './open-file.ts';

export type Side = 'before' | 'after';

export interface Picture {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ProposedPictures {
  /**
   * Bytes as they were when the set was frozen, by name a picture.
   * @throws CoworkError not_found (no such operation), invalid (no picture), too_large, no_such_file (the set does not wait any more, or
   * somebody changed the file)
   */
  read(of: { setId: string; operationId: string; side: Side }): Promise<Picture>;
}

/** What every browser of today shows. */
const SHOWN = /^image\/(png|jpeg|gif|webp|avif|svg\+xml)$/;
/** A browser decodes it whole to show it small. */
const MOST_BYTES = 10_000_000;

/** `file` is desktop.db. */
export function createProposedPictures(file: string): ProposedPictures {
  // A list of pictures asks for one after the other of the same set.
  let latest: { readonly id: string; readonly plan: WeakRef<Plan> } | undefined;

  async function planOf(setId: string): Promise<Plan> {
    const opened = openSqlite<ChangeTables & LedgerTables>(file, { readonly: true });
    const db: ChangesDb = opened.kysely;
    try {
      const set = await readSet(db, setId);
      if (!set) throw new CoworkError('not_found', `There is no change ${setId}.`);
      if (set.phase !== 'staged') throw gone('What was asked about has been answered');
      const known = latest?.id === setId ? latest.plan.deref() : undefined;
      const plan = known ?? (await readPlan(db, set));
      latest = { id: setId, plan: new WeakRef(plan) };
      return plan;
    } finally {
      await opened.close();
    }
  }

  return {
    async read({ setId, operationId, side }) {
      const plan = await planOf(setId);
      const change = plan.changes.find(({ id }) => id === operationId);
      if (!change) throw new CoworkError('not_found', `There is no operation ${operationId} in the change ${setId}.`);
      const found = placeOf(plan, change, side);
      if (!found) throw gone(`Nothing is there ${side} it`);
      const type = mediaTypeByName(found.path);
      if (!SHOWN.test(type)) throw new CoworkError('invalid', `${found.path} is no picture that is shown here.`);
      return { name: found.path.slice(found.path.lastIndexOf('/') + 1), type, bytes: await readAt(plan, found) };
    },
  };
}

interface Found {
  readonly spot: Spot;
  readonly base: Base;
  /** The model's. */
  readonly path: string;
}

/** Where the set has it while it waits: what it brings in its room, everything else where it always was. */
function placeOf({ things }: Plan, { op, transfers }: Change, side: Side): Found | undefined {
  const at = (thing: number, spot: Spot): Found | undefined => {
    const found = things[thing];
    return found && { spot, base: found.base, path: found.path };
  };
  const brought = transfers.find(({ thing }) => things[thing]?.staged);
  const own = transfers.find(({ thing }) => !things[thing]?.staged);
  if (side === 'after' && brought) return at(brought.thing, brought.from);
  if (side === 'after' && op === 'delete') return undefined;
  if (own) return at(own.thing, own.from);
  return side === 'before' && brought?.over ? at(brought.over.thing, brought.to) : undefined;
}

async function readAt({ folders: records }: Plan, { spot, base, path }: Found): Promise<Uint8Array<ArrayBuffer>> {
  if (base.size > MOST_BYTES) throw new CoworkError('too_large', `${path} is larger than the 10 MB that are shown here.`);
  const folders = createFolders(records);
  try {
    const file = openFile(folders.open(spot.folder), spot.name, path);
    try {
      const isIt = isSame(file.stats, base, folders.volume(spot.folder).steady) && isUntouched(file.stats, base);
      const bytes = isIt ? new Uint8Array(await promisify(readFile)(file.fd)) : undefined;
      if (bytes?.length !== base.size) throw gone(`${path} is not what it was when it was asked about`);
      return bytes;
    } finally {
      file.close();
    }
  } finally {
    folders.close();
  }
}

const gone = (why: string): CoworkError => new CoworkError('no_such_file', `${why}; there is nothing to show.`);
