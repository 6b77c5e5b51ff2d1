// Builds of the product in which one thing about fsync is wrong, and the workload that shows it: what to replace in which source. The
// sources themselves know nothing of it.
import type { Orders } from './check.ts';

interface Change {
  /** Below src/. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface BrokenBuild {
  readonly name: string;
  readonly workload: Orders['workload'];
  readonly changes: readonly Change[];
}

const drop = (file: string, from: string): Change => ({ file, from, to: '' });
const SYNC_FOLDERS = drop('files/changes/roll.ts', '    syncFolders({ folders, hops });\n    c.faults(');
const commit = 'const result = await commitApplied(c, journal, of.receipt);\n';

export const WRONG_ORDER: BrokenBuild = {
  name: 'the receipt is committed before the folders are fsynced',
  workload: 'change-sets',
  changes: [
    { ...SYNC_FOLDERS, to: '    c.faults(' },
    { file: 'files/changes/apply.ts', from: commit, to: `${commit}(await import('./journal.ts')).syncFolders(journal);\n` },
  ],
};

const ofChangeSets: readonly (readonly [string, ...Change[]])[] = [
  ['folders are not fsynced', { ...SYNC_FOLDERS, to: '    c.faults(' }],
  ['new content is not fsynced', drop('files/changes/stage.ts', '    fsyncSync(fd);\n')],
  ['new folders are not fsynced', drop('files/changes/stage.ts', '  fsyncSync(handle.fd);\n')],
  [
    'the names of new content are not fsynced',
    drop('files/changes/stage.ts', 'for (const id of rooms) fsyncSync(folders.open(id).fd);'),
  ],
  ['a delivered copy is not fsynced', drop('files/changes/stage.ts', '    fsyncSync(copy);\n')],
  ['a new date is not fsynced', drop('files/changes/apply.ts', '      syncFile(room.at(from.name));\n')],
  [
    'dates are given back after the fsync',
    { file: 'files/changes/roll.ts', from: '    restoreDates(journal);\n', to: '' },
    { file: 'files/changes/roll.ts', from: "    c.faults('synced');\n", to: '    restoreDates(journal);\n' },
  ],
  [
    'the copy to another disk is not fsynced',
    { file: 'files/changes/copies.ts', from: 'digest(here, room.name, true)', to: 'digest(here, room.name, false)' },
  ],
  ['the name of the copy is not fsynced', drop('files/changes/copies.ts', '  fsyncSync(here.fd);\n')],
  ['the names of rooms are not fsynced', drop('files/changes/rooms.ts', '    fsyncSync(store.fd);\n')],
  [
    'the name of the store at home is not fsynced',
    { file: 'files/changes/rooms.ts', from: 'syncFolder(folder);', to: 'continue;' },
  ],
  [
    'the name of the store in a grant is not fsynced',
    drop('files/changes/rooms.ts', '      fsyncSync(folder.fd);\n'),
    drop('files/changes/rooms.ts', '  else fsyncSync(folders.open(at.folder).fd);\n'),
  ],
  [
    'the sign for a free name of an earlier set counts',
    { file: 'files/changes/perform.ts', from: 'record.serves === undefined', to: "record.own !== 'room'" },
  ],
  [
    'commits of the journal are not fsynced',
    { file: 'sqlite/dialect.ts', from: 'pragma synchronous=full', to: 'pragma synchronous=normal' },
  ],
  [
    'the names of the own folders are not fsynced',
    {
      file: 'files/places.ts',
      from: 'make: durableFolders(deps.home)',
      to: 'make: (path: string) => void process.getBuiltinModule("fs").mkdirSync(path, { recursive: true })',
    },
  ],
];

const ofOthers: readonly BrokenBuild[] = [
  {
    name: 'commits of the task store are not fsynced',
    workload: 'task-store',
    changes: [{ file: 'sqlite/dialect.ts', from: 'pragma synchronous=full', to: 'pragma synchronous=normal' }],
  },
  {
    name: 'small files keep no name',
    workload: 'own-files',
    changes: [drop('disk/whole-file.ts', '  syncFolder(dirname(file));\n')],
  },
  {
    name: 'spilled results keep no name',
    workload: 'own-files',
    changes: [drop('files/workspace.ts', '    syncFolder(dirname(target));\n')],
  },
  { name: 'uploads keep no name', workload: 'own-files', changes: [drop('api/host-files.ts', '        syncFolder(uploads);\n')] },
  {
    name: 'the home keeps no name',
    workload: 'own-files',
    changes: [drop('disk/durable-names.ts', '      syncFolder(dirname(at));\n')],
  },
];

export const BROKEN_BUILDS: readonly BrokenBuild[] = [
  WRONG_ORDER,
  ...ofChangeSets.map(([name, ...changes]): BrokenBuild => ({ name, workload: 'change-sets', changes })),
  ...ofOthers,
];
