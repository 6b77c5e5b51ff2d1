// What was done to the recorded disk, one entry after the other: the words in which a crash is described.

/** A name in a folder; `ino` undefined where the name was taken away. */
export interface Slot {
  readonly folder: number;
  readonly name: string;
  readonly ino: number | undefined;
}

export type Kind = 'file' | 'folder' | 'link' | 'other';

export interface Attributes {
  mode?: number;
  uid?: number;
  gid?: number;
  mtimeNs?: bigint;
}

export type Entry =
  /** Create, link, rename, unlink: one step that the disk does whole or not at all. `about` are the objects whose names change. */
  | {
      readonly kind: 'names';
      readonly slots: readonly Slot[];
      readonly about: readonly number[];
      readonly born?: Born;
      readonly atNs: bigint;
    }
  | { readonly kind: 'write'; readonly ino: number; readonly offset: number; readonly data: Buffer; readonly atNs: bigint }
  | { readonly kind: 'size'; readonly ino: number; readonly size: number; readonly atNs: bigint }
  | { readonly kind: 'attributes'; readonly ino: number; readonly to: Attributes; readonly atNs: bigint }
  /** fsync or fdatasync of a file or folder. */
  | { readonly kind: 'sync'; readonly ino: number; readonly dataOnly: boolean }
  /** Something that somebody was told at this moment. */
  | { readonly kind: 'mark'; readonly text: string };

/** An object as it is when its first name is made. */
export interface Born {
  readonly ino: number;
  readonly kind: Kind;
  /** With the type bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly target?: string;
}
