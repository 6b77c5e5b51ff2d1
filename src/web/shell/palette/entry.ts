// One line of the palette, and which of them fit what is typed.
import type { LucideIcon } from 'lucide-react';

export interface Entry {
  readonly id: string;
  readonly group: 'places' | 'hits' | 'recent';
  readonly icon: LucideIcon;
  readonly title: string;
  /** The words around what was found. */
  readonly text?: string;
  readonly aside?: string;
  readonly onChoose: () => void;
}

/** As the product's own search reads words: letter case, accents and widths aside. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');

/** Every word of what is typed is somewhere in the title. */
export function fits(title: string, typed: string): boolean {
  const inside = folded(title);
  return folded(typed)
    .split(/\s+/u)
    .every((word) => inside.includes(word));
}
