// Composition of everything on this machine's desk: ledger (holding the writer lock), grants, places, reading, change sets.
import { homedir } from 'node:os';
import type { Kysely } from 'kysely';
import { createChangeSets } from './files/change-sets.ts';
import { type CrashPoints, NO_CRASH } from './contract/crash-points.ts';
import { faultsOf, type Faults } from './files/changes/faults.ts';
import type { GrantTables } from './files/grants-schema.ts';
import { createCommandFolders } from './files/command-folders.ts';
import { createFolderList } from './files/folder-list.ts';
import { createGrants, type GrantsOnDesk } from './files/grants.ts';
import { createPlaces } from './files/places.ts';
import type { ChangeSets, FileReader, FolderList, Workspace } from './files/port.ts';
import { createProbe } from './files/probe.ts';
import { createReader } from './files/reader/create-reader.ts';
import { createSensitive } from './files/sensitive.ts';
import { createWorkspace } from './files/workspace.ts';
import { OTHER_OWNERS } from './desktop-tables.ts';
import { type SandboxRules, openSandboxes, type Sandboxes } from './desktop-sandbox.ts';
import type { EgressTables } from './egress/schema.ts';
import { openLedger, type OpenLedger } from './ledger/open-ledger.ts';
import { defaultHome, type Paths, uploadFileOf } from './paths.ts';

export interface Desktop {
  readonly ledger: OpenLedger;
  readonly grants: GrantsOnDesk;
  readonly folderList: FolderList;
  readonly reader: FileReader;
  readonly changeSets: ChangeSets;
  readonly workspace: Workspace;
  readonly sandboxes: Sandboxes;
}

/** @throws CoworkError locked (says who), database_newer, database_corrupt, disk_full */
export async function openDesktop(of: {
  paths: Paths;
  /** Host folder below which a task's deliveries go; made when first needed. */
  deliverRoot: (taskId: string) => Promise<string>;
  network: SandboxRules;
  faults?: Faults;
  crash?: CrashPoints;
}): Promise<Desktop> {
  const { paths, crash = NO_CRASH } = of;
  const ledger = await openLedger({ file: paths.desktopDb, lockFile: paths.lockDb, owners: OTHER_OWNERS, crash });
  const sensitive = createSensitive({ homes: [homedir()], own: [paths.home, defaultHome(process.env)] });
  const desk = { db: ledger.db as unknown as Kysely<GrantTables>, probe: createProbe({ home: paths.home, sensitive }) };
  const grants = createGrants(desk);
  const places = createPlaces({ home: paths.home, grants, sensitive });
  return {
    ledger,
    grants,
    folderList: createFolderList(desk),
    reader: createReader({ places, sensitive }),
    changeSets: createChangeSets({
      ...{ home: paths.home, ledger, places, sensitive, deliverRoot: of.deliverRoot },
      faults: of.faults ?? faultsOf(crash),
    }),
    workspace: createWorkspace({ home: paths.home, places, uploadFile: (id) => uploadFileOf(paths, id) }),
    sandboxes: openSandboxes({
      ...{ paths, crash, network: of.network, env: process.env, now: () => new Date() },
      db: ledger.db as unknown as Kysely<EgressTables>,
      folders: createCommandFolders({ home: paths.home, places, sensitive }),
    }),
  };
}
