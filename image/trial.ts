// Starts a machine from a new image and has it use what it is for: an image that does not boot, or lacks a tool, is nobody's image.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openGuestChannel } from '../src/sandbox/channel/guest-channel.ts';
import { agentSocketOf, commandLine, consoleOf, type Machine } from '../src/sandbox/qemu/command-line.ts';

/** Without hardware's help a boot takes 8 s on two idle cores, and each of these programs seconds. */
const PATIENCE_MS = 240_000;

/** Each line prints one word or fails. */
const TOOLS = [
  'python3 -c "import openpyxl, docx, pptx, pandas, matplotlib, reportlab, pdfplumber, pypdf, PIL; print(\'python\')"',
  'git --version >/dev/null && rg --version >/dev/null && jq --version >/dev/null && sqlite3 --version >/dev/null && echo text',
  'pdftotext -v 2>/dev/null && tesseract --version >/dev/null 2>&1 && pandoc --version >/dev/null && convert --version >/dev/null && echo documents',
  'cd /tmp && printf "a;b\\n1;2\\n" > t.csv && soffice --headless --convert-to xlsx t.csv >/dev/null 2>&1 && test -s t.xlsx && echo office',
];

const Progress = z.object({ ended: z.boolean(), code: z.number(), ms: z.number(), size: z.number() });

/** Milliseconds from power-on to the guest's first word. @throws an Error with the guest's console when it does not boot or lacks something */
export async function tryImage(image: string): Promise<{ bootMs: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'cowork-trial-'));
  const machine: Machine = { image, folder, accelerator: 'tcg', memoryMb: 1024, cpus: 2 };
  const began = performance.now();
  const qemu = spawn('qemu-system-x86_64', commandLine(machine), { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  qemu.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString('utf8')));
  const ended = new Promise<never>((_, reject) => {
    qemu.once('error', reject);
    qemu.once('exit', (code) => reject(new Error(`the machine ended with ${String(code)}: ${complaint}`)));
  });
  const late = AbortSignal.timeout(PATIENCE_MS);
  const tooLate = new Promise<never>((_, reject) =>
    late.addEventListener('abort', () => reject(new Error('the guest does not answer'))),
  );
  const channel = openGuestChannel(agentSocketOf(machine));
  try {
    const race = <T>(work: Promise<T>): Promise<T> => Promise.race([work, ended, tooLate]);
    await race(channel.hello);
    const bootMs = Math.round(performance.now() - began);
    await race(channel.request('clock', { unixMs: Date.now(), hostname: 'cowork' }, { raw: randomBytes(64) }));
    for (const [n, command] of TOOLS.entries()) {
      await race(
        channel.request('start', { run: `try${n}`, command, cwd: '/tmp', uid: 65534, gid: 65534, env: { HOME: '/tmp' } }),
      );
      let output = '';
      for (let done = false; !done;) {
        const { result, raw } = await race(
          channel.request('follow', { run: `try${n}`, from: Buffer.byteLength(output), waitMs: 1_000 }),
        );
        output += raw.toString('utf8');
        const { ended: over, code } = Progress.parse(result);
        if (over && code !== 0) throw new Error(`in the guest this failed: ${command}\n${output}`);
        done = over;
      }
    }
    return { bootMs };
  } catch (error) {
    const said = await readFile(consoleOf(machine), 'utf8').catch(() => '');
    throw new Error(`The image does not work: ${Error.isError(error) ? error.message : String(error)}\n${said.slice(0, 4_000)}`, {
      cause: error,
    });
  } finally {
    channel.close();
    qemu.kill('SIGKILL');
    await ended.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}
