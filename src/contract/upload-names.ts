// What attached files are called at /uploads: by their own names, and numbered where two have the same.

/** One name per upload, in their order. The same upload twice is one file. Names that some disk takes for the same count as the same. */
export function uploadNames(uploads: readonly { readonly id: string; readonly name: string }[]): string[] {
  const given = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, name } of uploads) {
    if (given.has(id)) continue;
    let free = name;
    for (let n = 2; taken.has(folded(free)); n += 1) free = numbered(name, n);
    taken.add(folded(free));
    given.set(id, free);
  }
  return uploads.map(({ id }) => given.get(id)!);
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/** `report.pdf` → `report-2.pdf` */
function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name}-${n}` : `${name.slice(0, dot)}-${n}${name.slice(dot)}`;
}
