// export, import and doctor --rebuild-engine as the CLI calls them: what they say, and with which code they end.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChildRecord } from '../../src/launcher/child-record.ts';
import { type LauncherCommand, runLauncherCommand } from '../../src/launcher/product-commands.ts';
import { pathsOf } from '../../src/paths.ts';
import { takeFileLock } from '../../src/sqlite/file-lock.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import { createTask } from '../store/contract/database.ts';
import { memoryTerminal } from './memory-terminal.ts';
import { bare } from './start-fixture.ts';

let base: string;
let id: string;
const homeOf = (name: string): string => join(base, name);
const run = async (home: string, command: LauncherCommand, ...words: string[]): Promise<{ code: number; said: string }> => {
  const terminal = memoryTerminal({ ...bare(), COWORK_HOME: homeOf(home) });
  const code = await runLauncherCommand(command, words, terminal);
  return { code, said: terminal.output() };
};

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-archive-')));
  mkdirSync(homeOf('old'));
  const store = await openTaskStore(pathsOf(homeOf('old')).tasksDb);
  ({ id } = await createTask(store, { title: 'Sort it' }));
  await store.close();
});
afterEach(() => rmSync(base, { recursive: true }));

describe('cowork export and import', () => {
  it('say what went, what stayed and what to do next', async () => {
    const file = join(base, 'all.tar.gz');
    const exported = await run('old', 'export', '--all', '-o', file);
    expect(exported).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^1 task in .*all\.tar\.gz \(0\.0 MB\)\.\nPermissions on folders/),
    });
    const imported = await run('new', 'import', file);
    expect(imported.code).toBe(0);
    expect(imported.said.split('\n')).toEqual([
      '1 task came in.',
      'No task has permission on a folder here, and what was changed elsewhere cannot be undone here.',
      '1 of them had not ended and is paused:',
      `  cowork resume ${id} --folder PATH    Sort it`,
    ]);
    expect((await run('new', 'import', file)).said).toContain('0 tasks came in; 1 was there already.');
  });

  it('with --json print one value', async () => {
    const file = join(base, 'all.tar.gz');
    expect(JSON.parse((await run('old', 'export', id, '-o', file, '--json')).said)).toMatchObject({
      file,
      tasks: [{ id, rows: { tasks: 1 } }],
    });
    expect(JSON.parse((await run('new', 'import', file, '--json')).said)).toEqual({
      taken: [{ id, title: 'Sort it', open: true }],
      there: [],
      schedules: [],
      threads: [],
      missing: [],
    });
    writeFileSync(file, 'broken');
    const { code, said } = await run('third', 'import', file, '--json');
    expect([code, JSON.parse(said)]).toEqual([1, { error: { code: 'bad_archive', detail: expect.any(String) } }]);
  });

  it('end with 2 when they were asked wrongly, and with 1 when it does not work', async () => {
    const file = join(base, 'all.tar.gz');
    for (const words of [[], [id, '--all'], ['t0'], ['--everything']])
      expect([words, (await run('old', 'export', ...words)).code]).toEqual([words, 2]);
    expect((await run('empty', 'export', '--all')).code).toBe(2);
    expect((await run('new', 'import')).code).toBe(2);
    expect((await run('new', 'import', file)).code).toBe(2);
    await run('old', 'export', '--all', '-o', file);
    expect(await run('old', 'export', '--all', '-o', file)).toEqual({
      code: 1,
      said: `There is already a file ${file}. Name another: --output FILE`,
    });
    writeFileSync(file, 'broken');
    expect((await run('new', 'import', file)).code).toBe(1);
  });

  it('import waits for nobody: a home that runs is refused', async () => {
    const file = join(base, 'all.tar.gz');
    await run('old', 'export', '--all', '-o', file);
    mkdirSync(homeOf('new'));
    const lock = takeFileLock(pathsOf(homeOf('new')).launcherLockDb);
    expect(await run('new', 'import', file)).toEqual({ code: 1, said: 'It is running. Stop it first: cowork stop' });
    lock?.release();
  });
});

describe('cowork doctor --rebuild-engine', () => {
  const engine = (): string => {
    const { temporal, temporalDb } = pathsOf(homeOf('old'));
    mkdirSync(temporal, { recursive: true });
    for (const end of ['', '-wal', '-shm']) writeFileSync(temporalDb + end, `engine${end}`);
    return temporal;
  };

  it('sets the data aside, deletes nothing, and says what goes on', async () => {
    const temporal = engine();
    const { code, said } = await run('old', 'doctor', '--rebuild-engine');
    const [aside, ...others] = readdirSync(temporal);
    expect([code, aside, others]).toEqual([0, expect.stringMatching(/^set-aside-/), []]);
    expect(readdirSync(join(temporal, aside!)).toSorted()).toEqual(['temporal.db', 'temporal.db-shm', 'temporal.db-wal']);
    expect(said).toContain(join(temporal, aside!));
    expect(said).toContain('1 open task goes on after its last finished step at the next start.');
    expect(JSON.parse((await run('old', 'doctor', '--rebuild-engine', '--json')).said)).toEqual({ setAside: null, openTasks: 1 });
  });

  it('refuses while it runs, or while something of a killed start does, and touches nothing then', async () => {
    const temporal = engine();
    const paths = pathsOf(homeOf('old'));
    const refused = { code: 2, said: 'It is running. Stop it first: cowork stop. Then: cowork doctor --rebuild-engine' };
    const lock = takeFileLock(paths.launcherLockDb);
    expect(await run('old', 'doctor', '--rebuild-engine')).toEqual(refused);
    lock?.release();
    mkdirSync(paths.run);
    createChildRecord(paths.childrenFile).set('temporal', process.pid);
    expect(await run('old', 'doctor', '--rebuild-engine')).toEqual(refused);
    expect(existsSync(join(temporal, 'temporal.db'))).toBe(true);
  });
});
