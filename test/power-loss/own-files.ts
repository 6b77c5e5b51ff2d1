// The product's small files on a disk that loses power: uploads, spilled results, settings, the token.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHostFiles } from '../../src/api/host-files.ts';
import { createWorkspace } from '../../src/files/workspace.ts';
import { tokenOf } from '../../src/launcher/token.ts';
import { makeFolders, pathsOf, uploadFileOf } from '../../src/paths.ts';
import { readSettings, writeSettings } from '../../src/settings-file.ts';
import type { Workload } from './workload.ts';

const UPLOADED = 'what was uploaded '.repeat(5_000);
const SPILLED = 'what was too long to quote '.repeat(5_000);
const TASK = 'tpowerloss01';
const MODES = ['ask', 'act'] as const;
const KEY = { taskId: TASK, step: 3, index: 1 };

/** What the product answered, with the file that must be there since. */
interface Promised {
  readonly file: string;
  readonly sha256: string;
}

export function ownFiles(disk: string): Workload {
  const paths = pathsOf(join(disk, 'base', 'of', 'a', 'person', 'home'));
  const uploadFile = (id: string): string => uploadFileOf(paths, id);
  const workspace = createWorkspace({ home: paths.home, places: {} as never, uploadFile });
  const files = createHostFiles({
    probe: {
      checkFolder: () => ({ hostPath: '' }),
      browseFolders: () => ({ path: '', parent: undefined, folders: [] }),
    } as never,
    uploadFile,
    outputsFolder: () => '',
    pictures: {} as never,
  });
  const own = (...names: string[]): string => join(paths.files, 'tasks', TASK, ...names);

  return {
    async prepare() {
      mkdirSync(join(disk, 'base'));
    },

    async run(told) {
      const promise = (file: string, content: string): void =>
        told(JSON.stringify({ file, sha256: sha256(content) } satisfies Promised));
      makeFolders(paths);
      promise(paths.tokenFile, `${tokenOf(paths.tokenFile, undefined)}\n`);
      for (const defaultMode of MODES) {
        writeSettings(paths.settingsFile, { defaultMode });
        promise(paths.settingsFile, readFileSync(paths.settingsFile, 'utf8'));
      }
      for (const name of ['a.txt', 'b.txt']) {
        const { id } = await files.saveUpload(new Blob([UPLOADED, name]).stream(), { name, type: 'text/plain' });
        promise(uploadFile(id), UPLOADED + name);
        await workspace.attach(TASK, { id, name: 'notes.txt' });
        promise(own('uploads', name === 'a.txt' ? 'notes.txt' : 'notes-2.txt'), UPLOADED + name);
      }
      await workspace.spill(KEY, SPILLED);
      promise(own('scratch', 'spill', 'step-3-1.txt'), SPILLED);
    },

    async recover() {
      makeFolders(paths);
    },

    async wrongAfter(facts) {
      const promised = new Map(facts.map((fact) => JSON.parse(fact) as Promised).map(({ file, sha256: hash }) => [file, hash]));
      makeFolders(paths);
      const wrong = [...promised]
        // Settings that were not answered yet may be there already.
        .filter(([file]) => file !== paths.settingsFile)
        .filter(([file, hash]) => !existsSync(file) || sha256(readFileSync(file, 'utf8')) !== hash)
        .map(([file]) => `${file} is not as it was promised`);
      const answered = facts.filter((fact) => fact.includes(paths.settingsFile)).length;
      const { defaultMode } = readSettings(paths.settingsFile);
      if (defaultMode !== MODES[answered - 1] && defaultMode !== MODES[answered]) wrong.push(`the settings say ${defaultMode}`);
      if (tokenOf(paths.tokenFile, undefined).length < 40) wrong.push('a broken token');
      // A name that is there has its content, whether it was answered or not.
      const uploads = existsSync(own('uploads')) ? readdirSync(own('uploads')).filter((name) => name.endsWith('.txt')) : [];
      for (const name of uploads)
        if (!readFileSync(own('uploads', name), 'utf8').startsWith(UPLOADED)) wrong.push(`${name} is there, but not whole`);
      return wrong;
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
