// What a long task that reads much costs in tokens: how much of each prompt comes from the cache, and what clearing and summarising save.
// Counted by the scripted model, four characters a token; no time is measured.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedRequest, Script } from '../src/demo/model-server/port.ts';
import type { TranscriptMessage } from '../src/model/port.ts';
import { startEngineRig } from '../test/rig/engine-rig.ts';
import { call } from '../test/rig/scripts.ts';
import { startTemporal } from '../test/rig/temporal.ts';
import '../test/silence.ts';
import { words } from './draw.ts';
import { bench } from './harness.ts';
import { median, rounded } from './quantile.ts';
import type { AllSizes } from './sizes.ts';

interface Prompt {
  readonly tokens: number;
  readonly cached: number;
  readonly bytes: number;
  readonly bytesWhole: number;
}

/** Steps in the table. */
const ROWS = 10;
const PATIENCE_MS = 600_000;

await bench('tokens', async (sizes, seed) => {
  const { prompts, summaries } = await readMuch(sizes, seed);
  const sum = (part: keyof Prompt): number => prompts.reduce((total, prompt) => total + prompt[part], 0);
  const sent = sum('bytes') + summaries.reduce((total, bytes) => total + bytes, 0);
  const shown = [0, ...Array.from({ length: ROWS }, (_, n) => Math.round(((n + 1) * (prompts.length - 1)) / ROWS))];
  const rows = shown.map((at): (string | number)[] => {
    const { tokens, cached, bytes, bytesWhole } = prompts[at]!;
    return [at + 1, tokens, percent(cached / tokens), kilo(bytes), kilo(bytesWhole)];
  });
  const shares = prompts.map(({ cached, tokens }) => cached / tokens);
  return {
    seeded: true,
    table: {
      head: ['step', 'prompt tokens', 'of them from the cache', 'kB sent', 'kB without compaction'],
      rows: [...rows, ['all', sum('tokens'), percent(sum('cached') / sum('tokens')), kilo(sent), kilo(sum('bytesWhole'))]],
    },
    notes: [
      `The median step has ${percent(median(shares))} of its prompt from the cache; after old results were cleared or summarised a step has little.`,
      `${summaries.length} summaries were made on the way; their kilobytes are in the sum.`,
    ],
    ratios: {
      'tokens not from the cache': 1 - sum('cached') / sum('tokens'),
      'bytes with compaction / without': sent / sum('bytesWhole'),
    },
  };
});

/** A task that reads a text in each step, to its end. */
async function readMuch({ steps, bytes }: AllSizes['tokens'], seed: number): Promise<{ prompts: Prompt[]; summaries: number[] }> {
  await using after = new AsyncDisposableStack();
  const temporal = await startTemporal();
  after.defer(() => temporal.stop());
  const scripts = { read: readOneAfterTheOther(steps) };
  const rig = await startEngineRig({ address: temporal.address, patienceMs: PATIENCE_MS, scripts });
  after.defer(() => rig.close());
  const folder = rig.folder('texts');
  for (let n = 0; n < steps; n += 1) writeFileSync(join(folder, `${n}.txt`), words(seed, `text ${n}`, bytes));
  const { id } = await rig.create({ script: 'read', folders: [{ path: folder, access: 'read' }] });
  await rig.until(id, 'completed');

  const requests = rig.model.requests();
  const asked = requests.filter(isStep);
  const whole = withoutCompaction(asked[0]!.body, (await rig.store.transcript(id, 0)) as TranscriptMessage[]);
  if (asked.length !== whole.length) throw new Error(`${asked.length} prompts for ${whole.length} steps`);
  return {
    prompts: asked.map(({ body, usage = {} }, at) => {
      const cached = Number(usage['cache_read_input_tokens']);
      const tokens = cached + Number(usage['input_tokens']) + Number(usage['cache_creation_input_tokens']);
      return { tokens, cached, bytes: bytesOf(body), bytesWhole: whole[at]! };
    }),
    summaries: requests.filter((request) => !isStep(request)).map(({ body }) => bytesOf(body)),
  };
}

function readOneAfterTheOther(steps: number): Script {
  let step = 0;
  return ({ tools }) => {
    if (tools.length === 0) return { text: 'What was read so far: letters and lists.' };
    if (step === steps) return { text: 'All was read.' };
    const path = `/folders/texts/${step}.txt`;
    step += 1;
    return { text: `Now number ${step}.`, toolCalls: [call('read_file', { path })] };
  };
}

/** Only a summary is asked for without tools. */
function isStep({ body }: RecordedRequest): boolean {
  return Array.isArray(body['tools']);
}

/** Bytes of each step's request if nothing had ever been cleared or summarised; exact but for the cache marks, which move along. */
function withoutCompaction(first: Readonly<Record<string, unknown>>, transcript: readonly TranscriptMessage[]): number[] {
  let bytes = bytesOf({ ...first, messages: [] });
  const sizes: number[] = [];
  for (const { role, content } of transcript) {
    bytes += bytesOf({ role, content }) + 1;
    if (role === 'user') sizes.push(bytes);
  }
  return sizes;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function percent(part: number): string {
  return `${rounded(part * 100)} %`;
}

function kilo(bytes: number): number {
  return Math.round(bytes / 1_000);
}
