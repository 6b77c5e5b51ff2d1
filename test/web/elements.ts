// Elements of an office file without a browser: as much of them as its readers ask for.
export function element(
  name: string,
  said: Readonly<Record<string, string>> = {},
  ...inside: readonly (Element | string)[]
): Element {
  const children = inside.filter((one) => typeof one !== 'string');
  const made = {
    localName: name,
    children,
    attributes: Object.entries(said).map(([localName, value]) => ({ localName, value })),
    textContent: inside.map((one) => (typeof one === 'string' ? one : one.textContent)).join(''),
    parentElement: null as unknown,
    getElementsByTagNameNS: (any: string, wanted: string): Element[] =>
      children.flatMap((one) => [...(one.localName === wanted ? [one] : []), ...one.getElementsByTagNameNS(any, wanted)]),
    closest: (wanted: string): unknown =>
      name === wanted ? made : ((made.parentElement as Element | null)?.closest(wanted) ?? null),
  };
  for (const one of children) Object.assign(one, { parentElement: made });
  return made as unknown as Element;
}
