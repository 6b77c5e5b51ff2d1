// Many small commands as one: each takes its turn in a shell of its own, and what it printed is found by its name.
import type { Place } from './place.ts';

/** Runs all of them when the first is asked for, once on each machine. */
export function createBatch(
  commands: Readonly<Record<string, string>>,
  first = '',
): (place: Place, id: string) => Promise<string> {
  const text = [
    first,
    ...Object.entries(commands).map(([id, command]) => `echo; echo "<<${id}>>"; (${command}\n) 2>&1 </dev/null`),
  ];
  return createSaid(text.join('\n'));
}

/** The same of one program that prints the names itself. */
export function createSaid(program: string | ((place: Place) => string)): (place: Place, id: string) => Promise<string> {
  const done = new WeakMap<Place, Promise<Map<string, string>>>();
  return async (place, id) => {
    const known = done.get(place) ?? place.run(typeof program === 'string' ? program : program(place), 300_000).then(parted);
    done.set(place, known);
    const said = (await known).get(id);
    if (said === undefined) throw new Error(`nothing was said of ${id}: ${JSON.stringify([...(await known)]).slice(0, 2_000)}`);
    return said;
  };
}

const parted = (output: string): Map<string, string> => {
  const [before = '', ...parts] = output.split(/^<<(.+)>>$/m);
  const found = new Map([['', before]]);
  for (let n = 0; n < parts.length; n += 2) found.set(parts[n]!, parts[n + 1]!.trim());
  return found;
};
