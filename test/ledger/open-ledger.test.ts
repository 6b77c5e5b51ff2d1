// One effect attempt per call, across epochs; one writer per desktop, across processes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textResult } from '../../src/contract/tool-result.ts';
import { openLedger, type OpenLedger } from '../../src/ledger/open-ledger.ts';
import { readHolder } from '../../src/ledger/writer-lock.ts';

let folder: string;
let ledger: OpenLedger | undefined;
const started: ChildProcess[] = [];
const key = { taskId: 't1', step: 2, index: 0 };
const done = textResult('file', 'moved 3 files');

const open = async (): Promise<OpenLedger> => {
  ledger = await openLedger({ file: join(folder, 'desktop.db'), lockFile: join(folder, 'lock.db') });
  return ledger;
};
const reopen = async (): Promise<OpenLedger> => {
  await ledger?.close();
  return open();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-ledger-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await ledger?.close();
  ledger = undefined;
  rmSync(folder, { recursive: true });
});

describe('claims and receipts', () => {
  it('are fresh once, then begun, then receipted for ever', async () => {
    const first = await open();
    expect(await first.claim(key, 'move_files')).toEqual({ kind: 'fresh' });
    expect(await first.claim(key, 'move_files')).toEqual({ kind: 'begun', crashes: 0, detail: {} });
    expect(await first.receiptOf(key)).toBeUndefined();
    expect(await first.receipt(key, done)).toEqual(done);
    expect(await first.receipt(key, textResult('file', 'something else'))).toEqual(done);
    const second = await reopen();
    expect(await second.claim(key, 'move_files')).toEqual({ kind: 'receipt', result: done });
    expect(await second.receiptOf(key)).toEqual(done);
  });

  it('count one crash for each run that ended between claim and receipt', async () => {
    await (await open()).claim(key, 'bash');
    await ledger!.note(key, { commandId: 'c7' });
    expect(await (await reopen()).claim(key, 'bash')).toEqual({ kind: 'begun', crashes: 1, detail: { commandId: 'c7' } });
    expect(await ledger!.claim(key, 'bash')).toMatchObject({ crashes: 1 });
    await reopen();
    expect(await (await reopen()).claim(key, 'bash')).toMatchObject({ crashes: 2 });
  });

  it('keep every member of a result, also those that this version does not know', async () => {
    await (await open()).claim(key, 'x');
    await ledger!.receipt(key, { ...done, later: { a: [1] } } as typeof done);
    expect(await (await reopen()).receiptOf(key)).toEqual({ ...done, later: { a: [1] } });
  });

  it('refuse a receipt or note for a claim that this run does not hold', async () => {
    await expect((await open()).receipt(key, done)).rejects.toMatchObject({ code: 'internal' });
    await ledger!.claim(key, 'x');
    await reopen();
    await expect(ledger!.receipt(key, done)).rejects.toMatchObject({ code: 'internal' });
    await expect(ledger!.note(key, {})).rejects.toMatchObject({ code: 'internal' });
    expect(await ledger!.receiptOf(key)).toBeUndefined();
  });

  it('commit or vanish with the transaction that they are part of, and take over a dead run’s claim', async () => {
    await (await open()).claim(key, 'x');
    const later = await reopen();
    const failing = later.db.transaction().execute(async (trx) => {
      await later.receiptIn(trx, key, done);
      throw new Error('state could not be stored');
    });
    await expect(failing).rejects.toThrow('state could not be stored');
    expect(await later.receiptOf(key)).toBeUndefined();
    expect(await later.db.transaction().execute((trx) => later.receiptIn(trx, key, done))).toEqual(done);
    expect(await later.db.transaction().execute((trx) => later.receiptIn(trx, key, textResult('file', 'other')))).toEqual(done);
    expect(await later.claim(key, 'x')).toEqual({ kind: 'receipt', result: done });
  });

  it('are forgotten with their task, and only that', async () => {
    const other = { ...key, taskId: 't2' };
    await (await open()).claim(key, 'x');
    await ledger!.claim(other, 'x');
    await ledger!.forget('t1');
    expect(await ledger!.claim(key, 'x')).toEqual({ kind: 'fresh' });
    expect(await ledger!.claim(other, 'x')).toMatchObject({ kind: 'begun' });
  });
});

describe('the writer lock', () => {
  it('raises the epoch each time and keeps the machine’s id', async () => {
    const first = await open();
    const id = await first.machineId();
    expect(id).toMatch(/^m[0-9a-z]{11}$/u);
    expect(await first.machineId()).toBe(id);
    const second = await reopen();
    expect(second.epoch).toBe(first.epoch + 1);
    expect(await second.machineId()).toBe(id);
  });

  it('refuses a second opener of the same process and is free after close', async () => {
    await open();
    const again = openLedger({ file: join(folder, 'desktop.db'), lockFile: join(folder, 'lock.db') });
    await expect(again).rejects.toMatchObject({ code: 'locked', detail: expect.stringContaining(String(process.pid)) });
    await reopen();
    expect(readHolder(join(folder, 'lock.db'))?.pid).toBe(process.pid);
  });

  it('is not lost when the ledger cannot be opened, but freed', async () => {
    writeFileSync(join(folder, 'desktop.db'), 'rubbish '.repeat(1000));
    await expect(open()).rejects.toMatchObject({ code: 'database_corrupt' });
    rmSync(join(folder, 'desktop.db'));
    expect((await open()).epoch).toBe(1);
  });

  it('of another process holds while that process is stopped, and is free the moment it is killed', async () => {
    const holder = await holdElsewhere();
    await expect(open()).rejects.toMatchObject({ code: 'locked', extra: { holder: { pid: holder.pid } } });
    holder.kill('SIGSTOP');
    await expect(open()).rejects.toMatchObject({ code: 'locked' });
    await new Promise<void>((resolve) => {
      holder.on('close', () => resolve());
      holder.kill('SIGKILL');
    });
    const mine = await open();
    expect(mine.epoch).toBe(2);
    expect(await mine.claim(key, 'x')).toMatchObject({ kind: 'begun', crashes: 1 });
  });
});

/** A second process that opens the ledger, claims `key`, and never ends by itself. */
async function holdElsewhere(): Promise<ChildProcess> {
  const path = join(folder, 'holder.mts');
  writeFileSync(
    path,
    `import { openLedger } from ${JSON.stringify(new URL('../../src/ledger/open-ledger.ts', import.meta.url).href)};
     await (async () => {
       const ledger = await openLedger(${JSON.stringify({ file: join(folder, 'desktop.db'), lockFile: join(folder, 'lock.db') })});
       await ledger.claim(${JSON.stringify(key)}, 'x');
     })();
     // Nobody refers to the ledger any more: its lock is held all the same.
     globalThis.gc();
     await new Promise((resolve) => setTimeout(resolve, 50));
     globalThis.gc();
     console.log('holding');
     setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, ['--expose-gc', '--disable-warning=ExperimentalWarning', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => resolve());
    child.on('close', (code) => reject(new Error(`the holder ended with ${code}`)));
  });
  return child;
}
