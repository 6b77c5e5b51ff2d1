// Grants: which folders a task may see and what it may do there.
import { basename } from 'node:path';
import type { Kysely } from 'kysely';
import { listedAccess } from './folder-list.ts';
import { deviceNow, grantIdOf } from './grant-ids.ts';
import type { GrantTables } from './grants-schema.ts';
import { foldName } from './sensitive.ts';
import type { GrantedRoot } from './places.ts';
import type { GrantedFolder, Grants } from './port.ts';
import type { Probe } from './probe.ts';
import { standingAnswers } from './standing-answers.ts';

export interface GrantsOnDesk extends Grants {
  /** For places: the grants with the identity of their folders. */
  rootsOf(taskId: string): Promise<GrantedRoot[]>;
}

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
    ...standingAnswers(db),
    rootsOf,
    ofTask: async (taskId) => (await rootsOf(taskId)).map(({ rootId: _, ...folder }) => folder),

    async grant(taskId, { hostPath, access: wanted, standing, name: called }) {
      const folder = probe.checkFolder(hostPath);
      return db.transaction().execute(async (trx): Promise<GrantedFolder> => {
        const grantId = await grantIdOf(trx, folder);
        const access = standing ? await listedAccess(trx, { ...folder, grantId, access: wanted }) : wanted;
        const mine = await trx.selectFrom('task_folders').selectAll().where('task_id', '=', taskId).execute();
        const same = mine.find((row) => row.grant_id === grantId);
        const taken = new Set(mine.map((row) => foldName(row.name)));
        const name = same?.name ?? freeName(called ?? basename(folder.hostPath), taken);
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

    async forget(taskId) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('standing').where('task_id', '=', taskId).execute();
        await trx.deleteFrom('task_folders').where('task_id', '=', taskId).execute();
      });
    },
  };
}

/** `Downloads`, then `Downloads-2`, `Downloads-3` … Names that differ only in case or Unicode form count as the same. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(foldName(wanted))) return wanted;
  for (let n = 2; ; n++) if (!taken.has(foldName(`${wanted}-${n}`))) return `${wanted}-${n}`;
}
