// Chance that can be repeated: the same seed, the same sequence.

/** mulberry32: 0 to 1. */
export function randomFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Fisher and Yates, into a new list. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** A stream of chance with a name, and the questions that are put to it. */
export interface Random {
  /** 0 to 1, without 1. */
  (): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in so many of 1 cases. */
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A stream of its own: what is drawn from it changes nothing here. */
  fork(name: string): Random;
}

export function randomOf(seed: number, name = ''): Random {
  const next = randomFrom([...name].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), seed + 7));
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return Object.assign(next, {
    between,
    chance: (share: number) => next() < share,
    pick: <T>(list: readonly T[]): T => list[between(0, list.length - 1)]!,
    fork: (more: string) => randomOf(seed, `${name}/${more}`),
  });
}
