// Starts a machine from a new image and has it use what it is for: an image that does not boot, or lacks a tool, is nobody's image.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../src/sandbox/port.ts';
import { createQemuDriver } from '../src/sandbox/qemu/driver.ts';

/** Without hardware's help a boot takes 8 s on two idle cores, and each of these programs seconds. */
const PATIENCE_MS = 240_000;

/** Each line prints one word or fails. */
const TOOLS = [
  'python3 -c "import openpyxl, docx, pptx, pandas, matplotlib, reportlab, pdfplumber, pypdf, PIL; print(\'python\')"',
  'git --version >/dev/null && rg --version >/dev/null && jq --version >/dev/null && sqlite3 --version >/dev/null && echo text',
  'pdftotext -v 2>/dev/null && tesseract --version >/dev/null 2>&1 && pandoc --version >/dev/null && convert --version >/dev/null && echo documents',
  'cd /tmp && printf "a;b\\n1;2\\n" > t.csv && soffice --headless --convert-to xlsx t.csv >/dev/null 2>&1 && test -s t.xlsx && echo office',
];

/** Milliseconds from power-on to the guest's first word. @throws an Error with the guest's console when it does not boot or lacks something */
export async function tryImage(image: string): Promise<{ bootMs: number }> {
  const home = await mkdtemp(join(tmpdir(), 'cowork-trial-'));
  const driver = createQemuDriver({
    ...{ home, memoryMb: 1024, diskBytes: 2 ** 30, timeZone: 'UTC' },
    find: async () => ({ kind: 'found', image, accelerator: 'tcg', qemu: '' }),
  });
  try {
    const began = performance.now();
    const sandbox = await driver.open('trial', AbortSignal.timeout(PATIENCE_MS));
    const bootMs = Math.round(performance.now() - began);
    await sandbox.share([]);
    for (const [n, command] of TOOLS.entries()) await runTool(sandbox, { run: `try${n}`, command });
    return { bootMs };
  } catch (error) {
    throw new Error(`The image does not work: ${Error.isError(error) ? error.message : String(error)}`, { cause: error });
  } finally {
    await driver.destroy('trial');
    await rm(home, { recursive: true, force: true });
  }
}

async function runTool(sandbox: Sandbox, of: { run: string; command: string }): Promise<void> {
  await sandbox.start(of.run, of.command, PATIENCE_MS);
  const stop = AbortSignal.timeout(PATIENCE_MS);
  let output = '';
  for (;;) {
    const said = await sandbox.follow(of.run, { from: Buffer.byteLength(output), waitMs: 1_000, signal: stop });
    output += said.bytes.toString('utf8');
    if (said.ended && said.code !== 0) throw new Error(`in the guest this failed: ${of.command}\n${output}`);
    if (said.ended) return;
  }
}
