// Which folder it is: one grant id for one folder, found again when its disk comes back, another one when something else is in its place.
import { lstatSync } from 'node:fs';
import type { Kysely, Transaction } from 'kysely';
import { newId } from '../contract/ids.ts';
import type { GrantTables } from './grants-schema.ts';
import type { CheckedFolder } from './probe.ts';

/** The id of this very folder, made when it is seen for the first time. */
export async function grantIdOf(trx: Transaction<GrantTables>, folder: CheckedFolder): Promise<string> {
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
export async function deviceNow(
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
