// Names as they pile up in a Downloads folder: many scripts, spaces, brackets, accents written in two ways.

export const PICTURES = [
  'IMG_{n}',
  'Screenshot {d} at {n}',
  'Urlaub Küste {n}',
  '京都の紅葉 {n}',
  'пляж {n}',
  'صورة {n}',
  'תמונה {n}',
  'Γενέθλια {n}',
  '🎂 Party {n}',
  'café terrasse {n}',
] as const;

export const DOCUMENTS = [
  'Contract {n} (signed)',
  'Mietvertrag Nachtrag {n}',
  '契約書 第{n}号',
  'Договор № {n}',
  'Compte rendu – réunion {n}',
  'عقد {n}',
  'मासिक रिपोर्ट {n}',
  'manual v{n}.0 final FINAL',
  'Αίτηση {n}',
  'scan{n}',
] as const;

export const NOTES = [
  'todo {n}',
  'Ideas, loose {n}',
  'Рецепт борща {n}',
  'メモ {n}',
  'Liste des courses {n}',
  'פתק {n}',
  "Grandma's recipe {n}",
  'notes & links #{n}',
] as const;

export const SHOPS = [
  'Bäckerei Öz',
  'Büro & Papier',
  '文具店 さくら',
  'Café Liberté',
  'Книжный дом',
  'Garden Centre',
  'مكتبة النور',
  'Tools & More',
  'Ταβέρνα Νίκος',
  'Radio Müller',
] as const;

/** "{n}" and "{d}" filled in. `accents: 'apart'` writes é as e + ´, as another system's archive would have. */
export function fill(pattern: string, n: number, options: { day?: string; accents?: 'apart' } = {}): string {
  const name = pattern.replace('{n}', String(n)).replace('{d}', options.day ?? '');
  return name.normalize(options.accents === 'apart' ? 'NFD' : 'NFC');
}
