// Grants: which folders a task may see and what it may do there, and what the user allowed beforehand.
import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import type { Kysely, Transaction } from 'kysely';
import { newId } from '../contract/ids.ts';
import { CoworkError } from '../contract/errors.ts';
import type { GrantTables } from './grants-schema.ts';
import { foldName } from './sensitive.ts';
import type { GrantedRoot } from './places.ts';
import type { GrantedFolder, Grants, StandingKind } from './port.ts';
import type { CheckedFolder, Probe } from './probe.ts';

export interface GrantsOnDesk extends Grants {
  /** For places: the grants with the identity of their folders. */
  rootsOf(taskId: string): Promise<GrantedRoot[]>;
  /** All standing approvals of scope always, to list them. */
  always(): Promise<{ tool: string; grantId: string; hostPath: string; kind: StandingKind }[]>;
  /** Takes one back; nothing when there is none. */
  revokeAlways(standing: { tool: string; grantId: string }): Promise<void>;
}

const HARM: readonly StandingKind[] = ['create', 'move', 'replace', 'delete'];

/** `db` is desktop.db with the tables of grants-schema. */
export function createGrants(deps: { db: Kysely<GrantTables>; probe: Pick<Probe, 'checkFolder'> }): GrantsOnDesk {
  const { db, probe } = deps;

  const rootsOf = async (taskId: string): Promise<GrantedRoot[]> => {
    const rows = await db
      .selectFrom('task_folders')
      .innerJoin('grants', 'grants.id', 'task_folders.grant_id')
      .select(['grants.id', 'name', 'access', 'host_path', 'dev', 'ino', 'born_ns'])
      .where('task_id', '=', taskId)
      .orderBy('task_folders.created_at')
      .orderBy('name')
      .execute();
    const roots: GrantedRoot[] = [];
    for (const row of rows) {
      const rootId = { dev: await deviceNow(db, row), ino: BigInt(row.ino) };
      roots.push({ grantId: row.id, name: row.name, access: row.access, hostPath: row.host_path, rootId });
    }
    return roots;
  };

  return {
    rootsOf,
    ofTask: async (taskId) => (await rootsOf(taskId)).map(({ rootId: _, ...folder }) => folder),

    async grant(taskId, { hostPath, access }) {
      const folder = probe.checkFolder(hostPath);
      return db.transaction().execute(async (trx): Promise<GrantedFolder> => {
        const grantId = await grantIdOf(trx, folder);
        const mine = await trx.selectFrom('task_folders').selectAll().where('task_id', '=', taskId).execute();
        const same = mine.find((row) => row.grant_id === grantId);
        const name = same?.name ?? freeName(basename(folder.hostPath), new Set(mine.map((row) => foldName(row.name))));
        await trx
          .insertInto('task_folders')
          .values({ task_id: taskId, grant_id: grantId, name, access, created_at: new Date().toISOString() })
          .onConflict((c) => c.columns(['task_id', 'grant_id']).doUpdateSet({ access }))
          .execute();
        return { grantId, name, access, hostPath: folder.hostPath };
      });
    },

    async remove(taskId, name) {
      await db.transaction().execute(async (trx) => {
        const row = await trx
          .deleteFrom('task_folders')
          .where('task_id', '=', taskId)
          .where('name', '=', name)
          .returning('grant_id')
          .executeTakeFirst();
        if (!row) return;
        // Given again later, the folder starts without what was allowed before.
        await trx.deleteFrom('standing').where('task_id', '=', taskId).where('grant_id', '=', row.grant_id).execute();
      });
    },

    async allowStanding({ taskId, scope, tool, grantId, kind }) {
      const owner = scope === 'always' ? '' : taskId;
      await db.transaction().execute(async (trx) => {
        const held = await trx
          .selectFrom('task_folders')
          .select('name')
          .where('task_id', '=', taskId)
          .where('grant_id', '=', grantId)
          .execute();
        if (held.length === 0) throw new CoworkError('not_granted', 'The folder was taken away from the task meanwhile.');
        const before = await trx
          .selectFrom('standing')
          .select('kind')
          .where((eb) => eb.and({ scope, task_id: owner, tool, grant_id: grantId }))
          .executeTakeFirst();
        if (before && HARM.indexOf(before.kind) >= HARM.indexOf(kind)) return;
        await trx
          .replaceInto('standing')
          .values({ scope, task_id: owner, tool, grant_id: grantId, kind, created_at: new Date().toISOString() })
          .execute();
      });
    },

    async standing(taskId) {
      const rows = await db
        .selectFrom('standing')
        .select(['scope', 'tool', 'grant_id', 'kind'])
        .where((eb) => eb.or([eb('task_id', '=', taskId), eb('scope', '=', 'always')]))
        .execute();
      return rows.map(({ grant_id: grantId, ...rest }) => ({ ...rest, grantId }));
    },

    async always() {
      const rows = await db
        .selectFrom('standing')
        .innerJoin('grants', 'grants.id', 'standing.grant_id')
        .select(['tool', 'grant_id', 'host_path', 'kind'])
        .where('scope', '=', 'always')
        .orderBy('host_path')
        .orderBy('tool')
        .execute();
      return rows.map((row) => ({ tool: row.tool, grantId: row.grant_id, hostPath: row.host_path, kind: row.kind }));
    },

    async revokeAlways({ tool, grantId }) {
      await db
        .deleteFrom('standing')
        .where((eb) => eb.and({ scope: 'always', tool, grant_id: grantId }))
        .execute();
    },

    async forget(taskId) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('standing').where('task_id', '=', taskId).where('scope', '=', 'task').execute();
        await trx.deleteFrom('task_folders').where('task_id', '=', taskId).execute();
      });
    },
  };
}

async function grantIdOf(trx: Transaction<GrantTables>, folder: CheckedFolder): Promise<string> {
  const known = await trx.selectFrom('grants').selectAll().where('host_path', '=', folder.hostPath).execute();
  const { dev, ino } = folder.id;
  const same = known.find((row) => row.ino === String(ino) && (row.dev === String(dev) || cameBack(row, folder.bornNs)));
  if (same) {
    if (same.dev !== String(dev))
      await trx
        .updateTable('grants')
        .set({ dev: String(dev) })
        .where('id', '=', same.id)
        .execute();
    return same.id;
  }
  const id = newId('g');
  await trx
    .insertInto('grants')
    .values({
      id,
      host_path: folder.hostPath,
      dev: String(dev),
      ino: String(ino),
      born_ns: folder.bornNs,
      created_at: new Date().toISOString(),
    })
    .execute();
  return id;
}

const cameBack = (row: { born_ns: string }, bornNs: string): boolean => row.born_ns !== '0' && row.born_ns === bornNs;

/**
 * Device numbers change with reboots and when a drive is plugged in again. The same path, inode and time of birth is the same folder:
 * its new number is remembered. Anything else keeps the old identity, and opening it says folder_gone.
 */
async function deviceNow(
  db: Kysely<GrantTables>,
  row: { id: string; host_path: string; dev: string; ino: string; born_ns: string },
): Promise<bigint> {
  let dev = row.dev;
  try {
    const now = lstatSync(row.host_path, { bigint: true, throwIfNoEntry: false });
    const moved =
      now?.isDirectory() && String(now.ino) === row.ino && String(now.dev) !== row.dev && cameBack(row, String(now.birthtimeNs));
    if (now && moved) {
      dev = String(now.dev);
      await db.updateTable('grants').set({ dev }).where('id', '=', row.id).execute();
    }
  } catch {
    // Not to be looked at now: whoever opens it hears why.
  }
  return BigInt(dev);
}

/** `Downloads`, then `Downloads-2`, `Downloads-3` … Names that differ only in case or Unicode form count as the same. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(foldName(wanted))) return wanted;
  for (let n = 2; ; n++) if (!taken.has(foldName(`${wanted}-${n}`))) return `${wanted}-${n}`;
}
