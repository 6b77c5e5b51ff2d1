// What the scripted model reads out of tool results: entries of a listing with details, hits of a search. It knows nothing else.

export interface SeenFile {
  /** /folders/<name>/… */
  readonly path: string;
  readonly bytes: number;
  /** "2024-03" */
  readonly month: string;
}

export interface SeenPage {
  readonly files: readonly SeenFile[];
  readonly links: readonly string[];
  /** Where the next page begins. */
  readonly next: number | undefined;
}

const FILE = /^(.*) · file · ([\d,]+) bytes · (\d{4}-\d{2})-\d{2} /u;
const LINK = /^(.*) · link, not followed$/u;

/** A page of list_files with recursive and details, asked for below `root`. */
export function readListing(text: string, root: string): SeenPage {
  const [head = '', ...lines] = text.split('\n');
  const files: SeenFile[] = [];
  const links: string[] = [];
  let folder = root;
  for (const line of lines) {
    if (line.startsWith('Could not be looked at')) continue;
    if (line.endsWith('/:')) {
      folder = `${root}/${plain(line.slice(0, -2))}`;
      continue;
    }
    const entry = line.startsWith('  ') ? line.slice(2) : line;
    const parent = line.startsWith('  ') ? folder : root;
    const file = FILE.exec(entry);
    if (file)
      files.push({
        path: `${parent}/${plain(file[1] ?? '')}`,
        bytes: Number(file[2]?.replaceAll(',', '')),
        month: file[3] ?? '',
      });
    const link = LINK.exec(entry);
    if (link) links.push(`${parent}/${plain(link[1] ?? '')}`);
  }
  return { files, links, next: nextOffset(head) };
}

export interface SeenHits {
  /** Lines by path. */
  readonly byPath: ReadonlyMap<string, readonly string[]>;
  readonly next: number | undefined;
}

/** A page of search_files by content. */
export function readHits(text: string): SeenHits {
  const [head = '', ...lines] = text.split('\n');
  const byPath = new Map<string, string[]>();
  let hits: string[] = [];
  for (const line of lines) {
    const hit = /^ {2}\d+: (.*)$/u.exec(line);
    if (hit) hits.push(plain(hit[1] ?? ''));
    else if (line.endsWith(':')) byPath.set(plain(line.slice(0, -1)), (hits = []));
  }
  return { byPath, next: nextOffset(head) };
}

const nextOffset = (head: string): number | undefined => {
  const next = /next offset ([\d,]+)/.exec(head)?.[1];
  return next === undefined ? undefined : Number(next.replaceAll(',', ''));
};

/** Names with unusual characters come quoted as JSON. */
function plain(name: string): string {
  if (!name.startsWith('"')) return name;
  try {
    return JSON.parse(name) as string;
  } catch {
    return name;
  }
}
