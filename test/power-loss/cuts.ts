// Where the power fails, and how chance falls then.
import { type Chance, randomFrom } from './disk/crash.ts';
import type { Line } from './disk/recorder.ts';
import type { LossyDisk } from './lossy-disk.ts';

export interface Cut {
  /** Just before the so-manieth fsync of the recording, from 0; their number is the end. */
  readonly sync: number;
  readonly chance: Chance;
}

/** What happened on the disk while a story was told. */
export interface Story {
  readonly recording: number;
  readonly log: readonly Line[];
  /** Indexes of the fsyncs in the log, and its end. */
  readonly syncs: readonly number[];
}

export function storyOf(disk: LossyDisk, recording: number): Story {
  const log = disk.log(recording);
  return { recording, log, syncs: [...log.flatMap(({ kind }, n) => (kind === 'sync' ? [n] : [])), log.length] };
}

export const entryOf = ({ syncs }: Story, { sync }: Cut): number => syncs[sync]!;

/** What had been told before the cut. */
export const factsBefore = (story: Story, cut: Cut): string[] =>
  story.log.slice(0, entryOf(story, cut)).flatMap(({ kind, words }) => (kind === 'mark' ? [words] : []));

export interface Choice {
  readonly seed: number;
  /** So many, drawn by the seed; absent: all, in their order. */
  readonly most?: number | undefined;
  /** Only with chance falling like this. */
  readonly kinds?: readonly Chance['kind'][] | undefined;
}

/**
 * Just before an fsync is where least of what was promised by then is safe: between two of them the same disk holds for fewer promises.
 * It is also where most depends on chance. Of cuts that leave the same disk with the same promises, the first that comes.
 */
export function* cutsOf(disk: LossyDisk, story: Story, { seed, most, kinds }: Choice): Generator<Cut> {
  const random = randomFrom(seed);
  const all = [...story.syncs.keys()]
    .flatMap((sync) => chances(random).map((chance) => ({ sync, chance })))
    .filter(({ chance }) => kinds?.includes(chance.kind) ?? true);
  const seen = new Set<string>();
  for (const cut of most === undefined ? all : shuffled(all, random)) {
    if (seen.size === most) return;
    const { recording } = story;
    const after = `${factsBefore(story, cut).length} ${disk.digest({ recording, cut: entryOf(story, cut), chance: cut.chance })}`;
    if (seen.has(after)) continue;
    seen.add(after);
    yield cut;
  }
}

function chances(random: () => number): Chance[] {
  const number = (below: number): number => Math.floor(random() * below);
  return [
    { kind: 'nothing' },
    { kind: 'names' },
    { kind: 'content' },
    { kind: 'torn' },
    { kind: 'all-but', last: 1 + number(3) },
    { kind: 'random', seed: number(2 ** 31) },
    { kind: 'random', seed: number(2 ** 31) },
  ];
}

const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
