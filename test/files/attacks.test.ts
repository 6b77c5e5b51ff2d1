// At least 100,000 generated attack paths in classes. Each class is also run with its guard taken out: then it must get through, or
// the class proves nothing.
// Long, because every class of attack stands beside its control.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createWalk, type FolderHandle, STRICT, type WalkRules } from '../../src/files/at.ts';
import { nameProblem } from '../../src/files/names.ts';
import { type FileRules, openFile } from '../../src/files/open-file.ts';
import { createPlaces, type GrantedRoot, openParent, type PlaceRules, type TaskPlaces } from '../../src/files/places.ts';
import { isCoworkError } from '../../src/contract/errors.ts';
import { type Computer, makeComputer, openDescriptors } from './computer.ts';

const RUNS = 12_000;
const SECRET = 'SECRET of somebody';
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

let computer: Computer;
let root: GrantedRoot;
let strict: TaskPlaces;
let before: number;

beforeAll(async () => {
  computer = makeComputer();
  root = computer.grant('work/Grant');
  computer.file('work/Grant/plain.txt', 'plain');
  computer.file('work/Grant/dir/deep/inner.txt', 'plain');
  computer.file('secret/secret.txt', SECRET);
  computer.file('secret/deep/inner.txt', SECRET);
  computer.file('secret/dir/deep/inner.txt', SECRET);
  for (const place of [
    '.ssh/id_ed25519',
    'dir/.aws/credentials',
    '.cowork-undo/c1/blob',
    'dir/Passwords.kdbx',
    '.gnupg/private',
    'id_rsa',
    'dir/.netrc',
  ])
    computer.file(`work/Grant/${place}`, SECRET);
  symlinkSync('../../secret', join(root.hostPath, 'out'));
  symlinkSync(join(computer.base, 'secret'), join(root.hostPath, 'absolute'));
  symlinkSync('../../../secret', join(root.hostPath, 'dir', 'out'));
  symlinkSync('../../secret/secret.txt', join(root.hostPath, 'file'));
  symlinkSync('loop', join(root.hostPath, 'loop'));
  symlinkSync('..', join(root.hostPath, 'dir', 'up'));
  execFileSync('mkfifo', [join(root.hostPath, 'fifo'), join(root.hostPath, 'dir', 'fifo')]);
  strict = await placesWith({ nameProblem, sensitive: computer.sensitive });
  before = openDescriptors();
});
afterAll(() => computer.remove());

const placesWith = (rules: PlaceRules): Promise<TaskPlaces> =>
  createPlaces({ home: computer.home, grants: { rootsOf: async () => [root] }, sensitive: computer.sensitive, rules }).ofTask(
    't1',
  );

/** Reads a path as the product does, or with some of its guards taken out. What does not throw was let through. */
function attempt(
  path: string,
  loose: { places?: TaskPlaces; walk?: WalkRules; file?: FileRules; between?: () => void } = {},
): string {
  const place = (loose.places ?? strict).resolve(path);
  const { folder, name } = loose.walk ? openLoosely(place, loose.walk) : openParent(place);
  try {
    loose.between?.();
    const file = openFile(folder, name, place.modelPath, loose.file);
    try {
      const bytes = Buffer.alloc(100);
      return bytes.toString('utf8', 0, readSync(file.fd, bytes, 0, bytes.length, null));
    } finally {
      file.close();
    }
  } finally {
    folder.close();
  }
}

function openLoosely(place: { root: string; components: string[] }, rules: WalkRules): { folder: FolderHandle; name: string } {
  const walk = createWalk(rules);
  const top = walk.openRoot(place.root);
  try {
    return { folder: walk.openFolder(top, place.components.slice(0, -1)), name: place.components.at(-1)! };
  } finally {
    top.close();
  }
}

/** Runs a class: never a secret, never anything but a CoworkError. Gives back the paths, for the control. */
function holds(attacks: fc.Arbitrary<string>, codes: readonly string[], runs = RUNS): string[] {
  const paths: string[] = [];
  fc.assert(
    fc.property(attacks, (path) => {
      paths.push(path);
      try {
        if (attempt(path).includes('SECRET')) throw new Error(`${JSON.stringify(path)} got through`);
      } catch (error) {
        if (!isCoworkError(error)) throw error;
        if (!codes.includes(error.code))
          throw new Error(`${JSON.stringify(path)} was refused as ${error.code}`, { cause: error });
      }
    }),
    { numRuns: runs, seed },
  );
  expect(paths.length).toBeGreaterThanOrEqual(runs);
  return paths;
}

/** Far fewer than chance lets through where a guard is out, and none is too many where it is in. */
const MANY = 30;

/** How many of the paths get through to a secret, or past the guard to the file system, once it is out. */
function getThrough(paths: readonly string[], through: (path: string) => boolean): number {
  return paths.slice(0, 3000).filter((path) => {
    try {
      return through(path);
    } catch {
      return false;
    }
  }).length;
}
/** The system itself answered, so nothing of ours had stopped it before. */
function reachesTheSystem(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    const cause = isCoworkError(error) ? error.cause : error;
    return !isCoworkError(cause) && (cause as { code?: unknown } | undefined)?.code !== undefined;
  }
}

const noise = fc.constantFrom('', '.', 'dir', 'dir/deep', 'plain.txt', 'nothing', 'dir/.', './dir');
const inGrant = (rest: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(noise, rest).map(([a, b]) => `/folders/Grant/${a}/${b}`);
const secretFile = fc.constantFrom('secret.txt', 'deep/inner.txt');
const NO_NAMES: WalkRules = { ...STRICT, nameProblem: () => undefined };
const noNames = (): Promise<TaskPlaces> => placesWith({ nameProblem: () => undefined, sensitive: { reason: () => undefined } });

describe(`attack paths (seed ${seed})`, () => {
  it('dot-dot, in any number and mixture', async () => {
    const ups = fc
      .array(fc.constantFrom('..', '../.', './..', '..//'), { minLength: 1, maxLength: 7 })
      .map((parts) => parts.join('/'));
    const target = fc.oneof(
      secretFile.map((file) => `secret/${file}`),
      fc.constantFrom('etc/passwd', 'plain.txt', '.ssh/id_ed25519'),
    );
    const paths = holds(inGrant(fc.tuple(ups, target).map(([a, b]) => `${a}/${b}`)), ['bad_path']);
    const places = await noNames();
    expect(getThrough(paths, (path) => attempt(path, { places, walk: NO_NAMES }).includes('SECRET'))).toBeGreaterThan(MANY);
  });

  it('paths of the host, and areas that do not exist', () => {
    const own = fc.constantFrom(
      join(computer.base, 'secret'),
      `/${computer.base}/secret`,
      `${computer.base}/./secret`,
      `${computer.base}/work/../secret`,
    );
    const other = fc
      .tuple(
        fc.constantFrom(
          '/etc',
          '/root',
          '/proc/self/root',
          '//host',
          '~',
          'C:\\',
          '/folders/Other',
          '/Folders/Grant',
          '/folders',
          '',
        ),
        fc.string(),
      )
      .map(([a, b]) => `${a}/${b}`);
    const paths = holds(
      fc.oneof(
        fc.tuple(own, secretFile).map(([a, b]) => `${a}/${b}`),
        other,
      ),
      ['not_granted', 'bad_path'],
    );
    const asHostPath = (path: string): boolean => execOpen(path).includes('SECRET');
    expect(getThrough(paths, asHostPath)).toBeGreaterThan(MANY);
  });

  it('encoded, escaped and look-alike dots and slashes', async () => {
    const dots = fc.constantFrom(
      '%2e%2e',
      '%2E.',
      '.%2e',
      '%252e%252e',
      '\u2025',
      '\uff0e\uff0e',
      '\u2024\u2024',
      '..\\',
      '\\..\\',
      '..%00',
      '%c0%ae%c0%ae',
      '．．',
      '. .',
      '.. ',
    );
    const slash = fc.constantFrom('/', '%2f', '%2F', '\uff0f', '\u2215', '\u2044', '\\', '%5c', '%252f');
    const paths = holds(
      inGrant(fc.tuple(dots, slash, dots, slash, secretFile).map(([a, b, c, d, e]) => `${a}${b}${c}${d}secret${d}${e}`)),
      ['no_such_file', 'not_a_folder', 'bad_path'],
    );
    const places = await noNames();
    const decode = (path: string): string => decodeURIComponent(path.normalize('NFKC')).replaceAll('\\', '/');
    expect(getThrough(paths, (path) => attempt(decode(path), { places, walk: NO_NAMES }).includes('SECRET'))).toBeGreaterThan(
      MANY,
    );
  });

  it('NUL, half surrogates and names that are too long', async () => {
    const bad = fc.oneof(
      fc.tuple(fc.string(), fc.string()).map(([a, b]) => `${a.replaceAll('/', '')}\0${b.replaceAll('/', '')}`),
      fc.constantFrom('\ud800', 'a\udc00b', '\udbff.txt'),
      fc.integer({ min: 256, max: 3000 }).map((n) => 'n'.repeat(n)),
      fc.integer({ min: 86, max: 400 }).map((n) => '漢'.repeat(n)),
    );
    const paths = holds(
      inGrant(
        fc.oneof(
          bad,
          bad.map((name) => `${name}/x`),
        ),
      ),
      ['bad_path'],
    );
    const places = await noNames();
    const through = getThrough(paths, (path) => reachesTheSystem(() => attempt(path, { places, walk: NO_NAMES })));
    expect(through).toBeGreaterThan(1000);
  });

  it('links in the middle of a path', async () => {
    const link = fc.constantFrom('out', 'absolute', 'dir/out', 'dir/up/out', 'loop', 'dir/up/dir/up/absolute');
    const target = fc.oneof(
      secretFile,
      fc.string().map((s) => `x${s.replaceAll(/[\0/]/gu, '')}`),
    );
    const paths = holds(
      fc.tuple(link, target).map(([a, b]) => `/folders/Grant/${a}/${b}`),
      ['not_a_folder', 'bad_path'],
    );
    const walk = { ...STRICT, followLinks: true };
    expect(getThrough(paths, (path) => attempt(path, { walk }).includes('SECRET'))).toBeGreaterThan(MANY);
  });

  it('links at the end of a path', async () => {
    const link = fc.constantFrom('file', 'out', 'absolute', 'loop', 'dir/out', 'dir/up');
    const paths = holds(
      fc.tuple(noise, link).map(([a, b]) => `/folders/Grant/${a}/${b}`),
      ['special_file', 'no_such_file', 'not_a_folder'],
      4000,
    );
    const file = { followLinks: true, refuseSpecial: true };
    expect(getThrough(paths, (path) => attempt(path, { file }).includes('SECRET'))).toBeGreaterThan(MANY);
  });

  it('a folder or the grant itself exchanged for a link between walk and use', () => {
    const dir = join(root.hostPath, 'dir', 'deep');
    const swap = (path: string, target: string, during: () => void): void => {
      renameSync(path, `${path}.kept`);
      symlinkSync(target, path);
      try {
        during();
      } finally {
        unlinkSync(path);
        renameSync(`${path}.kept`, path);
      }
    };
    let byPath = 0;
    const modelPath = '/folders/Grant/dir/deep/inner.txt';
    fc.assert(
      fc.property(fc.constantFrom(dir, join(root.hostPath, 'dir'), root.hostPath), (what) => {
        const target = what === dir ? join(computer.base, 'secret', 'deep') : join(computer.base, 'secret');
        const { folder, name } = openParent(strict.resolve(modelPath));
        try {
          swap(what, target, () => {
            const file = openFile(folder, name, modelPath);
            const bytes = Buffer.alloc(20);
            expect(bytes.toString('utf8', 0, readSync(file.fd, bytes))).toBe('plain');
            file.close();
            // The control: the same file by its path, as it stood when it was checked.
            if (execOpen(join(dir, 'inner.txt')).includes('SECRET')) byPath++;
            // A walk that begins after the exchange.
            expect(() => attempt(modelPath)).toThrow(
              expect.objectContaining({ code: what === root.hostPath ? 'folder_gone' : 'not_a_folder' }),
            );
          });
        } finally {
          folder.close();
        }
      }),
      { numRuns: 4000, seed },
    );
    expect(byPath).toBe(4000);
  });

  it('another folder put in the place of the granted one', () => {
    renameSync(root.hostPath, `${root.hostPath}.kept`);
    try {
      mkdirSync(root.hostPath);
      computer.file('work/Grant/plain.txt', SECRET);
      expect(() => attempt('/folders/Grant/plain.txt')).toThrow(expect.objectContaining({ code: 'folder_gone' }));
      expect(attempt('/folders/Grant/plain.txt', { walk: STRICT })).toContain('SECRET');
    } finally {
      rmSync(root.hostPath, { recursive: true });
      renameSync(`${root.hostPath}.kept`, root.hostPath);
    }
  });

  it('pipes, sockets and devices', () => {
    const special = fc.constantFrom('fifo', 'dir/fifo', './fifo', 'dir/./fifo');
    const paths = holds(
      special.map((name) => `/folders/Grant/${name}`),
      ['special_file'],
      4000,
    );
    const file = { followLinks: false, refuseSpecial: false };
    expect(getThrough(paths, (path) => attempt(path, { file }) === '')).toBe(3000);
  });

  it('protected places below the grant, in any spelling', async () => {
    const name = fc.constantFrom(
      '.ssh/id_ed25519',
      'dir/.aws/credentials',
      '.cowork-undo/c1/blob',
      'dir/Passwords.kdbx',
      '.gnupg/private',
      'id_rsa',
      'dir/.netrc',
    );
    const spelled = fc
      .tuple(
        name,
        fc.integer({ min: 0, max: 5 }),
        fc.nat({ max: 30 }),
        fc.constantFrom('', '\u200b', '\ufeff', '\u00ad', '\u200d', '\u2060'),
      )
      .map(([text, how, at, invisible]) => {
        const place = Math.min(at, text.length);
        if (how === 1) return text.toUpperCase();
        if (how === 2) return text.slice(0, place) + invisible + text.slice(place);
        if (how === 3) return [...text].map((c, i) => (i % 2 ? c.toUpperCase() : c)).join('');
        if (how === 4) return text.replace(/[a-z]/u, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
        return text;
      });
    const paths = holds(inGrant(spelled), ['sensitive_place', 'no_such_file', 'not_a_folder']);
    const places = await placesWith({ nameProblem, sensitive: { reason: () => undefined } });
    expect(getThrough(paths, (path) => attempt(path, { places }).includes('SECRET'))).toBeGreaterThan(MANY);
  });

  it('every spelling of a protected name is known as such, not only missing', () => {
    for (const path of ['.SSH/x', '.s\u200bsh/x', 'dir/.AWS/credentials', '.Cowork-Undo', 'ID_RSA', '\uff0essh', '.ssh. '])
      expect(() => attempt(`/folders/Grant/${path}`)).toThrow(expect.objectContaining({ code: 'sensitive_place' }));
  });

  it('anything at all', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('..', '.', '', 'out', 'dir', 'file', 'fifo', '.ssh', 'Grant', 'folders', '\0', 'loop'),
    );
    holds(
      fc
        .tuple(fc.boolean(), fc.array(piece, { maxLength: 8 }))
        .map(([inside, parts]) => `${inside ? '/folders/Grant/' : '/'}${parts.join('/')}`),
      ['bad_path', 'not_granted', 'no_such_file', 'not_a_folder', 'is_a_folder', 'special_file', 'sensitive_place'],
      40_000,
    );
  });

  it('left no descriptor open', () => {
    expect(openDescriptors()).toBe(before);
  });
});

/** What a program without any guard would read. */
function execOpen(path: string): string {
  const walk = createWalk({ nameProblem: () => undefined, followLinks: true, byDescriptor: true });
  const folder = walk.openRoot(path.slice(0, path.lastIndexOf('/')) || '/');
  try {
    const file = openFile(folder, path.slice(path.lastIndexOf('/') + 1), path, { followLinks: true, refuseSpecial: true });
    try {
      const bytes = Buffer.alloc(100);
      return bytes.toString('utf8', 0, readSync(file.fd, bytes));
    } finally {
      file.close();
    }
  } finally {
    folder.close();
  }
}
