// Listing and searching a large tree, beside find and rg (grep where there is no rg). File sizes and places are drawn by the seed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchDesk, openBenchDesk, TASK } from './bench-desk.ts';
import { draw, words } from './draw.ts';
import { bench } from './harness.ts';
import { median, spread } from './quantile.ts';

interface Way {
  readonly what: string;
  readonly by: string;
  /** How many it found. */
  find(): Promise<number>;
}

const IN_A_FOLDER = 100;
const BYTES = [200, 4_000] as const;
/** One file in so many holds the word, and one in so many has it in its name. */
const RARE = 500;
const NEEDLE = 'needle4711';
/** Texts that the files are cut from. */
const TEXTS = 100;
const PAGE = 100;
/** More than there are hits. */
const MOST_HITS = 2_000;
const TIME_LIMIT_MS = 600_000;

await bench('tree', async (sizes, seed) => {
  await using desk = await openBenchDesk();
  const root = desk.folder('tree');
  writeTree(root, sizes.files, seed);
  const { name } = await desk.grants.grant(TASK, { hostPath: root, access: 'read' });
  const ways = [...ours(desk, `/folders/${name}`), ...theirs(root)];
  const times = new Map(ways.map((way) => [way, [] as number[]]));
  const counts = new Map<string, number>();
  // The first round fills the caches of the system and is not counted: all of them read from memory.
  for (let run = 0; run <= sizes.runs; run += 1) {
    for (const way of ways) {
      const began = performance.now();
      const count = await way.find();
      if (run > 0) times.get(way)?.push(performance.now() - began);
      const before = counts.get(way.what) ?? count;
      if (count !== before) throw new Error(`${way.by} found ${count}, not ${before}: ${way.what}`);
      counts.set(way.what, count);
    }
  }
  const rows = [...times].toSorted(([a], [b]) => a.what.localeCompare(b.what));
  return {
    seeded: true,
    table: {
      head: ['what', 'by', 'found', 'p50 ms', 'p90 ms', 'runs'],
      rows: rows.map(([{ what, by }, samples]) => [what, by, counts.get(what) ?? NaN, ...spread(samples, 0.5, 0.9)]),
    },
    notes: [
      'The product sorts, follows no link, and looks at each component for swaps and protected places; list_files answers the first page, with totals over all.',
    ],
    ratios: Object.fromEntries(
      rows.flatMap(([way, samples]) => {
        const other = rows.find(([{ what, by }]) => what === way.what && by !== way.by)?.[1] ?? [];
        return isOurs(way) ? [[`${way.what} / plain command`, median(samples) / median(other)]] : [];
      }),
    ),
  };
});

function isOurs({ by }: Way): boolean {
  return by.endsWith('_files');
}

function ours({ reader }: BenchDesk, path: string): Way[] {
  const search = async (namesOnly: boolean): Promise<number> => {
    const found = await reader.search(TASK, {
      path,
      pattern: NEEDLE,
      namesOnly,
      offset: 0,
      limit: MOST_HITS,
      timeLimitMs: TIME_LIMIT_MS,
    });
    if (found.incomplete) throw new Error('the search came to no end');
    return found.hits.length;
  };
  return [
    {
      what: 'list all',
      by: 'list_files',
      find: async () => (await reader.list(TASK, { path, recursive: true, offset: 0, limit: PAGE })).total,
    },
    { what: 'search names', by: 'search_files', find: () => search(true) },
    { what: 'search names and contents', by: 'search_files', find: () => search(false) },
  ];
}

function theirs(root: string): Way[] {
  const program = spawnSync('rg', ['--version']).status === 0 ? 'rg' : 'grep';
  // Everything that the product may see too: hidden files, and what a .gitignore would leave out.
  const args = program === 'rg' ? ['-n', '--hidden', '--no-ignore', NEEDLE, '.'] : ['-rn', NEEDLE, '.'];
  const names = (): number => lines(root, 'find', ['.', '-mindepth', '1', '-name', `*${NEEDLE}*`]);
  return [
    // A size is asked for, so that it looks at each file as a listing must.
    { what: 'list all', by: 'find', find: async () => lines(root, 'find', ['.', '-mindepth', '1', '-size', '-9999999k']) },
    { what: 'search names', by: 'find', find: async () => names() },
    { what: 'search names and contents', by: `find and ${program}`, find: async () => names() + lines(root, program, args) },
  ];
}

function lines(cwd: string, program: string, args: readonly string[]): number {
  const { status, stdout, error } = spawnSync(program, args, { cwd, maxBuffer: 2 ** 30 });
  if (error ?? status !== 0) throw new Error(`${program} ended with ${status}`, { cause: error });
  return stdout.toString('latin1').split('\n').length - 1;
}

function writeTree(root: string, files: number, seed: number): void {
  const texts = Array.from({ length: TEXTS }, (_, n) => words(seed, `text ${n}`, BYTES[1]));
  for (let n = 0; n < files; n += 1) {
    const part = Math.floor(n / IN_A_FOLDER);
    const folder = join(root, `folder ${Math.floor(part / 10)}`, `part ${part}`);
    if (n % IN_A_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const name = `document ${n}${n % RARE === RARE / 4 ? ` ${NEEDLE}` : ''}.txt`;
    const text = texts[n % TEXTS]!.slice(0, draw(seed, `bytes ${n}`, BYTES));
    writeFileSync(join(folder, name), n % RARE === RARE / 2 ? `${text}\nwith ${NEEDLE} in it\n` : text);
  }
}
