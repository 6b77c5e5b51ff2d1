// Virtual machines for those who try them: whether any can be started here, how, and one command in one. Where they must be (TEST_MACHINE), what
// is in the way is a failure.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSandbox, MACHINE } from '../../../src/desktop-sandbox.ts';
import type { Sandbox, SandboxDriver } from '../../../src/sandbox/port.ts';
import { createQemuDriver, type QemuDriverDeps } from '../../../src/sandbox/qemu/driver.ts';

/** Why none can be started, or undefined. */
export async function obstacle(): Promise<string | undefined> {
  const machines = mkdtempSync(join(tmpdir(), 'cowork-find-'));
  try {
    const found = await findSandbox({ machines }, process.env)();
    const why = found.kind === 'unavailable' ? found.why : undefined;
    if (why !== undefined && process.env['TEST_MACHINE']) throw new Error(`A virtual machine must be there: ${why}`);
    if (why !== undefined) console.log(`No virtual machine was tried: ${why}.`);
    return why;
  } finally {
    rmSync(machines, { recursive: true, force: true });
  }
}

/** Of machines as the product has them, below this folder; from power-on where no `pictures` are given. */
export const driverIn = (machines: string, more: Partial<QemuDriverDeps> = {}): SandboxDriver =>
  createQemuDriver({ ...MACHINE, home: machines, timeZone: 'UTC', find: findSandbox({ machines }, process.env), ...more });

export interface Said {
  readonly output: string;
  readonly code: number;
  /** In the guest. */
  readonly ms: number;
}

/** One command, to its end; only a hang comes near its time. */
export async function runIn(sandbox: Pick<Sandbox, 'start' | 'follow'>, command: string, timeoutMs = 300_000): Promise<Said> {
  const id = randomUUID();
  await sandbox.start(id, command, timeoutMs);
  const pieces: Buffer[] = [];
  for (let from = 0; ;) {
    const said = await sandbox.follow(id, { from, waitMs: 1_000 });
    pieces.push(said.bytes);
    from += said.bytes.length;
    if (said.ended) return { output: Buffer.concat(pieces).toString('utf8'), code: said.code, ms: said.ms };
  }
}
