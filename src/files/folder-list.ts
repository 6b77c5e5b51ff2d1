// The list of folders on this machine: the standing ones, and what may be done in a folder without asking. No server can widen it.
import type { Kysely, Transaction } from 'kysely';
import { CHANGE_KINDS, kindsFrom } from '../contract/asking.ts';
import { CoworkError } from '../contract/errors.ts';
import { type Access, isWider } from '../contract/task.ts';
import { grantIdOf } from './grant-ids.ts';
import type { GrantTables } from './grants-schema.ts';
import type { FolderList, ListedFolder } from './port.ts';
import type { Probe } from './probe.ts';

/** `db` is desktop.db with the tables of grants-schema. */
export function createFolderList(deps: { db: Kysely<GrantTables>; probe: Pick<Probe, 'checkFolder'> }): FolderList {
  const { db, probe } = deps;
  return {
    async all() {
      const standing = await db
        .selectFrom('standing_folders')
        .innerJoin('grants', 'grants.id', 'standing_folders.grant_id')
        .select(['host_path', 'access'])
        .execute();
      const always = await db
        .selectFrom('always_allowed')
        .innerJoin('grants', 'grants.id', 'always_allowed.grant_id')
        .select(['host_path', 'kind', 'allowed_at'])
        .execute();
      const paths = [...new Set([...standing, ...always].map((row) => row.host_path))].sort();
      return paths.map((path): ListedFolder => {
        const listed = standing.find((row) => row.host_path === path);
        return {
          path,
          ...(listed ? { access: listed.access } : {}),
          always: CHANGE_KINDS.flatMap((kind) => {
            const answer = always.find((row) => row.host_path === path && row.kind === kind);
            return answer ? [{ kind, allowedAt: answer.allowed_at }] : [];
          }),
        };
      });
    },

    async add({ hostPath, access, lower }) {
      const folder = probe.checkFolder(hostPath);
      await db.transaction().execute(async (trx) => {
        const grantId = await grantIdOf(trx, folder);
        await forgetFormer(trx, { hostPath: folder.hostPath, grantId });
        await trx
          .insertInto('standing_folders')
          .values({ grant_id: grantId, access, created_at: new Date().toISOString() })
          .onConflict((conflict) => conflict.column('grant_id').doUpdateSet({ access }))
          .execute();
        if (lower) await lowerInTasks(trx, folder.hostPath, access);
      });
      return folder.hostPath;
    },

    async set({ hostPath, access }) {
      await db.transaction().execute(async (trx) => {
        const changed = await trx
          .updateTable('standing_folders')
          .set({ access })
          .where('grant_id', 'in', grantsAt(trx, hostPath))
          .returning('grant_id')
          .executeTakeFirst();
        if (!changed) throw notStanding(hostPath);
        await lowerInTasks(trx, hostPath, access);
      });
    },

    async withdraw(hostPath) {
      await db.transaction().execute(async (trx) => {
        for (const table of ['standing_folders', 'always_allowed', 'standing', 'schedule_allowed', 'task_folders'] as const)
          await trx.deleteFrom(table).where('grant_id', 'in', grantsAt(trx, hostPath)).execute();
      });
    },

    async revoke({ hostPath, kind }) {
      await db
        .deleteFrom('always_allowed')
        .where('grant_id', 'in', grantsAt(db, hostPath))
        .where('kind', 'in', kindsFrom(kind))
        .execute();
    },
  };
}

/**
 * What a task may do in this folder because it stands in the list: what is asked for, at most what is listed, and only in the very folder
 * that was listed.
 */
export async function listedAccess(
  trx: Transaction<GrantTables>,
  folder: { hostPath: string; grantId: string; access: Access },
): Promise<Access> {
  const listed = await trx
    .selectFrom('standing_folders')
    .innerJoin('grants', 'grants.id', 'standing_folders.grant_id')
    .select(['grant_id', 'access'])
    .where('host_path', '=', folder.hostPath)
    .executeTakeFirst();
  if (!listed) throw notStanding(folder.hostPath);
  if (listed.grant_id !== folder.grantId)
    throw new CoworkError(
      'folder_gone',
      `Another folder is at ${folder.hostPath} now than the one that was given. If that is right, give it again.`,
    );
  return isWider(folder.access, listed.access) ? listed.access : folder.access;
}

/** By path: what was there before under the same name goes the same way. */
const grantsAt = (db: Kysely<GrantTables>, hostPath: string) =>
  db.selectFrom('grants').select('id').where('host_path', '=', hostPath);

/** Another folder was there under this name: giving the present one says nothing about that one. */
async function forgetFormer(trx: Transaction<GrantTables>, now: { hostPath: string; grantId: string }): Promise<void> {
  for (const table of ['standing_folders', 'always_allowed'] as const)
    await trx
      .deleteFrom(table)
      .where('grant_id', 'in', grantsAt(trx, now.hostPath))
      .where('grant_id', '<>', now.grantId)
      .execute();
}

async function lowerInTasks(trx: Transaction<GrantTables>, hostPath: string, access: Access): Promise<void> {
  const wider = (['read', 'write', 'full'] as const).filter((other) => isWider(other, access));
  if (wider.length === 0) return;
  await trx
    .updateTable('task_folders')
    .set({ access })
    .where('grant_id', 'in', grantsAt(trx, hostPath))
    .where('access', 'in', wider)
    .execute();
}

const notStanding = (hostPath: string): CoworkError =>
  new CoworkError('not_granted', `${hostPath} is no standing folder (any more).`);
