// How a limit that is reached is said, and the next one that is worth proposing.

/** The limit doubled until what is used fits in it: a hint is copied as it stands, so it names a number. */
export const moreThan = (used: number, limit: number): number => (limit * 2 > used ? limit * 2 : moreThan(used, limit * 2));

export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
