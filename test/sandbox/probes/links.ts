// Ways from a shared folder to files of this computer, by name and by link.
import { readFileSync } from 'node:fs';
import { createSaid } from './batch.ts';
import { outsideOf, SECRET } from './furnish.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';

type Way = (place: Place, root: string) => string;
const WAYS: Readonly<Record<string, { what: string; path: Way }>> = {
  absolute: { what: 'a link with an absolute target', path: (_, root) => `${root}/evil` },
  relative: { what: 'a link with .. in its target', path: (_, root) => `${root}/evil up` },
  chain: { what: 'a link to a link', path: (_, root) => `${root}/evil chain` },
  folder: { what: 'a link to the top folder', path: (place, root) => `${root}/evil root${outsideOf(place.computer)}` },
  up: { what: '.. above the folder', path: (_, root) => `${root}/../outside.txt` },
  plain: { what: 'its path on this computer', path: ({ computer }) => outsideOf(computer) },
  process: { what: '/proc/self/root and its path', path: ({ computer }) => `/proc/self/root${outsideOf(computer)}` },
};

const read = createSaid((place) =>
  Object.entries(WAYS)
    .map(([id, { path }]) => `echo; echo "<<${id}>>"; cat "${path(place, '/folders/Granted')}" 2>&1`)
    .join('\n'),
);
const tried = (said: string): Tried => ({ through: said.includes(SECRET), said });

export const LINKS: readonly Probe[] = Object.entries(WAYS).map(([id, { what, path }]): Probe => ({
  ...{ id: `link-${id}`, group: 'files', needs: 'machine', what: `reads a file outside of its folders by ${what}` },
  ...{ expected: /No such file|Not a directory/, without: 'the machine: a program of this computer by the same path' },
  attempt: async (rig) => tried(await read(await rig.walled(), id)),
  async control(rig) {
    const place = await rig.walled();
    return tried(readFileSync(path(place, place.folder), 'utf8'));
  },
}));
