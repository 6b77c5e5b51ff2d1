// Names that a disk which ignores case and Unicode form takes for one.

const ASCII = /^[\u0000-\u007f]*$/u;

export const foldedName = (name: string): string => (ASCII.test(name) ? name : name.normalize('NFC')).toLowerCase();
