// A name beside one that is taken: the addition goes before the ending.

/** `report.pdf` → `report (2).pdf`, or what `addition` gives; tries until a name is free. Names stay within 255 bytes. */
export function freeName(wanted: string, isTaken: (name: string) => boolean, addition: (n: number) => string): string {
  if (!isTaken(wanted)) return wanted;
  const dot = wanted.lastIndexOf('.');
  const cut = dot > 0 ? dot : wanted.length;
  const ending = wanted.slice(cut);
  for (let n = 1; ; n++) {
    const added = addition(n);
    let stem = wanted.slice(0, cut);
    while (Buffer.byteLength(stem + added + ending) > 255 && stem.length > 1) stem = [...stem].slice(0, -1).join('');
    const name = `${stem}${added}${ending}`;
    if (!isTaken(name)) return name;
  }
}
