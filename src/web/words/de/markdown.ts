// Wörter um Text des Modells herum.
import type { Words } from '../en.ts';

export const markdown: Words['markdown'] = {
  image: (name) => `[Bild: ${name}]`,
  imageUnnamed: '[Bild]',
  code: 'Code',
  table: 'Tabelle',
};
