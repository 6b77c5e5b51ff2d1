// Which kinds of files there are that a job could be made of, told by their names alone.
import type { FileKind, FolderSuggestion } from '../contract/http.ts';

/** The first that fits a name counts. */
const KINDS = {
  screenshots:
    /^(screenshot|screen shot|bildschirmfoto|capture d.écran|captura de pantalla|screen_?recording)\b.*\.(png|jpe?g|webp|heic)$/iu,
  scans: /^(scan|scanned|img_?scan|doc_?scan)[\W_\d].*\.(pdf|jpe?g|tiff?)$|^scan\.(pdf|jpe?g|tiff?)$/iu,
  invoices: /(invoice|receipt|rechnung|quittung|beleg|facture|fattura|factura)[^/]*\.(pdf|jpe?g|png)$/iu,
  installers: /\.(dmg|msi|exe|deb|rpm|appimage|pkg)$/iu,
  copies: /( \(\d+\)| copy( \d+)?| - copy| - kopie)\.[a-z0-9]+$/iu,
  photos: /\.(jpe?g|heic|png|webp|raw|dng)$/iu,
  pdfs: /\.pdf$/iu,
  tables: /\.(xlsx?|csv|ods)$/iu,
} as const satisfies Record<FileKind, RegExp>;

export type KindCount = Omit<FolderSuggestion, 'path'>;

/** So many of a kind are a job; fewer are done faster by hand. */
const ENOUGH: Readonly<Record<FileKind, number>> = {
  screenshots: 10,
  scans: 5,
  invoices: 4,
  installers: 4,
  copies: 5,
  photos: 30,
  pdfs: 15,
  tables: 3,
};

/** In the order of how clear a job they are; only kinds of which there are enough. */
export function countKinds(names: readonly string[]): KindCount[] {
  const kinds = Object.keys(KINDS) as FileKind[];
  const counts = new Map<FileKind, number>();
  for (const name of names) {
    const kind = kinds.find((one) => KINDS[one].test(name));
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return kinds.flatMap((kind) => {
    const count = counts.get(kind) ?? 0;
    return count >= ENOUGH[kind] ? [{ kind, count }] : [];
  });
}
