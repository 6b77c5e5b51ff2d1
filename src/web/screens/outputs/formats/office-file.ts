// What .xlsx, .docx and .pptx have in common: a zip of XML parts that refer to each other. Nothing in it is run or fetched.
import { unzipSync } from 'fflate';

/** A small file can claim to hold a huge one. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface OfficeFile {
  /** The part as XML; undefined when there is none. */
  xml(path: string): Element | undefined;
  /** A picture that every browser shows, the same however often it is asked for; undefined for drawings of older programs. */
  picture(path: string | undefined): Blob | undefined;
  /** What a part refers to, by id: paths within the file, and addresses outside. */
  targets(path: string): ReadonlyMap<string, { readonly target: string; readonly outside: boolean }>;
}

/** @throws when it is no such file, or too large when unpacked */
export function openOfficeFile(bytes: Uint8Array): OfficeFile {
  let total = 0;
  const parts = unzipSync(bytes, {
    filter({ originalSize }) {
      total += originalSize;
      if (total > MOST_BYTES) throw new Error('too large when unpacked');
      return true;
    },
  });
  // Many slides have one layout and its pictures, many notes one part.
  const read = new Map<string, Element>();
  const pictures = new Map<string, Blob>();
  const file: OfficeFile = {
    picture(path = '') {
      const picture = pictures.get(path) ?? pictureOf(path, parts[path]);
      if (picture) pictures.set(path, picture);
      return picture;
    },
    xml(path) {
      const part = parts[path];
      if (!part) return undefined;
      const root = read.get(path) ?? parse(part, path);
      read.set(path, root);
      return root;
    },
    targets(path) {
      const slash = path.lastIndexOf('/') + 1;
      const list = file.xml(`${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`);
      return new Map(
        all(list, 'Relationship').map((one) => {
          const outside = one.getAttribute('TargetMode') === 'External';
          const target = one.getAttribute('Target') ?? '';
          return [one.getAttribute('Id') ?? '', { target: outside ? target : within(path.slice(0, slash), target), outside }];
        }),
      );
    },
  };
  return file;
}

function parse(part: Uint8Array, path: string): Element {
  const root = new DOMParser().parseFromString(new TextDecoder().decode(part), 'application/xml').documentElement;
  if (root.localName === 'parsererror' || root.getElementsByTagName('parsererror').length > 0)
    throw new Error(`${path} is no XML`);
  return root;
}

/** Parts are named from the part that refers to them, or from the top. */
const within = (folder: string, target: string): string =>
  decodeURIComponent(new URL(target, `file:///${folder}`).pathname.slice(1));

/** Below it, at any depth, whatever their prefix. */
export const all = (of: Element | undefined, name: string): Element[] => [...(of?.getElementsByTagNameNS('*', name) ?? [])];
export const children = (of: Element | undefined, name: string): Element[] =>
  [...(of?.children ?? [])].filter(({ localName }) => localName === name);
export const child = (of: Element | undefined, name: string): Element | undefined => children(of, name)[0];

/** An attribute, whatever its prefix. */
export const attribute = (of: Element | undefined, name: string): string | undefined =>
  [...(of?.attributes ?? [])].find(({ localName }) => localName === name)?.value;

const PICTURES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

function pictureOf(path: string, bytes: Uint8Array | undefined): Blob | undefined {
  const type = PICTURES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  return type !== undefined && bytes ? new Blob([bytes as Uint8Array<ArrayBuffer>], { type }) : undefined;
}
