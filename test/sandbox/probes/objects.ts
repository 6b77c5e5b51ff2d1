// What a command, as root of its machine, can make in a folder that no file of the user's may become. Made for real, listed by the guest's own agent.
import type { Entry } from '../../../src/sandbox/overlay/entry.ts';
import { draftOf } from '../../../src/sandbox/overlay/draft-of.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';

interface Made {
  readonly what: string;
  /** Runs in the folder; UP is the layer's own folder below it. */
  readonly make: string;
  readonly path: string;
  readonly expected: RegExp;
  /** What a host that does not look takes it for. */
  readonly asTaken: (entry: Entry) => Entry;
  readonly without: string;
}
const asFile = (entry: Entry): Entry => ({ ...entry, type: 'file', mode: 0o644, path: entry.path.replaceAll('�', '_') });
const KIND = 'looking at its kind: taken for a file';
/** The layers of those who are not root have other names for it. */
const onUpper = (path: string, ...attributes: [string, string][]): string =>
  `echo forged > $UP/${path}; python3 -c "import os,sys
prefix = 'user' if ',userxattr' in open('/proc/mounts').read() else 'trusted'
for n in range(2, len(sys.argv), 2): os.setxattr(sys.argv[1], prefix + '.overlay.' + sys.argv[n], sys.argv[n + 1].encode())" $UP/${path} ${attributes.flat().join(' ')}`;
const ODD = /pipe|device|UTF-8|neither|no file/i;

const OBJECTS: Readonly<Record<string, Made>> = {
  pipe: { what: 'a pipe', make: 'mkfifo pipe', path: 'pipe', expected: ODD, asTaken: asFile, without: KIND },
  device: { what: 'a device', make: 'mknod device c 1 3', path: 'device', expected: ODD, asTaken: asFile, without: KIND },
  drive: { what: 'a drive', make: 'mknod drive b 254 0', path: 'drive', expected: ODD, asTaken: asFile, without: KIND },
  socket: {
    ...{ what: 'a socket', make: `python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('socket')"`, path: 'socket' },
    ...{ expected: ODD, asTaken: asFile, without: KIND },
  },
  setuid: {
    ...{ what: 'a program that runs as whom it belongs to', make: 'cp /bin/true setuid; chmod 4755 setuid', path: 'setuid' },
    ...{ expected: /another user/, asTaken: asFile, without: 'looking at its mode' },
  },
  bytes: {
    ...{ what: 'a name that is no text', make: `touch $(printf 'bytes\\377')`, path: 'bytes\ufffd' },
    ...{ expected: ODD, asTaken: asFile, without: 'looking at its name: read as text all the same' },
  },
  link: {
    ...{ what: 'a link that leads out', make: 'ln -s ../../outside.txt link', path: 'link' },
    ...{ expected: /symbolic links/, asTaken: asFile, without: KIND },
  },
  redirect: {
    what: 'by hand in the layer a file that came from above the folder',
    make: onUpper('redirect', ['redirect', '/../outside.txt'], ['metacopy', 'x']),
    path: 'redirect',
    expected: /points nowhere/,
    asTaken: (entry) => ({ ...entry, redirect: '/a.txt' }),
    without: 'looking where it came from: as if from the folder itself',
  },
  relabel: {
    what: 'by hand in the layer a file with the bytes of a link of the user’s',
    make: onUpper('relabel', ['redirect', '/evil'], ['metacopy', 'x']),
    path: 'relabel',
    expected: /not there|from/,
    asTaken: (entry) => ({ ...entry, redirect: '/a.txt' }),
    without: 'looking what it came from: as if from a file',
  },
};
const LONG_NAME = 'n'.repeat(255);

const listed = new WeakMap<Place, Promise<readonly Entry[]>>();

/** Everything is made in one command, and the layer is looked through once. Afterwards the folders are shared anew. */
function entriesOf(place: Place): Promise<readonly Entry[]> {
  const known = listed.get(place) ?? list(place);
  listed.set(place, known);
  return known;
}

async function list(place: Place): Promise<readonly Entry[]> {
  await place.share();
  const upper = `UP=$(sed -n 's/.* \\/folders\\/Granted overlay .*upperdir=\\([^,]*\\).*/\\1/p' /proc/mounts)`;
  const names = `touch ${LONG_NAME} $(printf 'caf\\303\\251') $(printf 'cafe\\314\\201')`;
  const makes = Object.values(OBJECTS).map(({ make }) => make);
  said = await place.run([upper, 'cd /folders/Granted', ...makes, names, 'cd /'].join('\n'));
  const { lists } = await place.sandbox.settle();
  const entries = await place.sandbox.entries('/folders/Granted', lists['/folders/Granted'] ?? 0);
  await place.share();
  return entries;
}
let said = '';

async function judged(place: Place, path: string, as: (entry: Entry) => Entry): Promise<Tried> {
  const entries = (await entriesOf(place)).filter((entry) => entry.path === path);
  if (entries.length !== 1) throw new Error(`${entries.length} entries of ${path}; the command said: ${said}`);
  return drafted(place, entries.map(as));
}

function drafted(place: Place, entries: readonly Entry[]): Promise<Tried> {
  return place.withFolders(async ({ lower }) => {
    const found = interpret(entries, lower);
    if (found.kind === 'refused') return { through: false, said: found.refusals[0]!.why };
    const content = { file: '/nowhere', sha256: '', bytes: 0 };
    const made = draftOf(found.doings, { folder: '/folders/Granted', contentOf: () => content, lower });
    if (made.kind === 'refused') return { through: false, said: made.refusals[0]!.why };
    return { through: made.draft.length > 0, said: JSON.stringify(made.draft) };
  });
}

const names = async (place: Place, spelled: (name: string) => string): Promise<Tried> => {
  const found = (await entriesOf(place)).filter(({ path }) => path.startsWith('caf')).map(({ path }) => spelled(path));
  return { through: new Set(found).size !== 2, said: `${new Set(found).size} files` };
};
const long = async (place: Place, more: string): Promise<Tried> => {
  const entries = (await entriesOf(place)).filter(({ path }) => path === LONG_NAME);
  return drafted(
    place,
    entries.map((entry) => ({ ...entry, path: entry.path + more })),
  );
};

export const HOSTILE_OBJECTS: readonly Probe[] = [
  ...Object.entries(OBJECTS).map(([id, { what, path, expected, asTaken, without }]): Probe => ({
    ...{ id: `object-${id}`, group: 'files', needs: 'machine', what: `makes ${what} in a folder`, expected, without },
    attempt: async (rig) => judged(await rig.walled(), path, (entry) => entry),
    control: async (rig) => judged(await rig.walled(), path, asTaken),
  })),
  {
    ...{ id: 'object-spellings', group: 'files', needs: 'machine' },
    what: 'makes two files whose names look the same, to have one taken for the other',
    ...{ expected: /^2 files$/, without: 'names as they are: a host that brings them into one spelling' },
    attempt: async (rig) => names(await rig.walled(), (name) => name),
    control: async (rig) => names(await rig.walled(), (name) => name.normalize('NFC')),
  },
  {
    ...{ id: 'object-long-name', group: 'files', needs: 'machine', what: 'lists a name of 256 bytes, which no folder holds' },
    ...{ expected: /255|name/, without: 'one byte of it: a name of 255 bytes' },
    attempt: async (rig) => long(await rig.walled(), 'n'),
    control: async (rig) => long(await rig.walled(), ''),
  },
];
