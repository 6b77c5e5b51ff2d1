// Names that a disk which ignores case and Unicode form takes for one.

import type { Spot } from './model.ts';

const ASCII = /^[\u0000-\u007f]*$/u;

export const foldedName = (name: string): string => (ASCII.test(name) ? name : name.normalize('NFC')).toLowerCase();

/** One name in two spellings, or the very same. */
export const sameName = (a: Spot, b: Spot): boolean => a.folder === b.folder && foldedName(a.name) === foldedName(b.name);
