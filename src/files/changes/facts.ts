// What the rules of asking and the preview's headline need to know of a plan.
import { type AskFacts, CHANGE_KINDS, type ChangeKind } from '../../contract/asking.ts';
import { plannedInWords } from '../../contract/change-words.ts';
import type { Counts, OperationKind } from '../../contract/changes.ts';
import type { Base, Change } from './model.ts';
import type { Building } from './planning.ts';
import type { WishPlace } from './wish.ts';

/** Rules of asking: what somebody else changed this recently is not touched unasked. */
export const FRESH_MS = 10 * 60 * 1000;
/** Names that a double click runs, where no mode says so. */
const PROGRAMS = /\.(?:app|bat|cmd|com|command|desktop|exe|jar|msi|ps1|py|sh|bash|zsh|scpt|vbs|workflow)$/iu;

export function factsOf(buildings: readonly Building[], of: { now: Date; ours: (base: Base) => boolean }): AskFacts {
  const folders = new Map<string, AskFacts['folders'][number]>();
  const facts = {
    deletes: [] as string[],
    replaces: [] as string[],
    shrinks: [] as string[],
    leaves: [] as string[],
    dotfiles: [] as string[],
    executables: [] as string[],
    fresh: [] as string[],
    irreversible: [] as string[],
  };
  const touch = (place: WishPlace | undefined, kind: ChangeKind): void => {
    const folder = place?.folder;
    if (!folder) return;
    const known = folders.get(folder.grantId);
    if (known && CHANGE_KINDS.indexOf(known.kind) >= CHANGE_KINDS.indexOf(kind)) return;
    folders.set(folder.grantId, { grantId: folder.grantId, name: folder.name, access: folder.access, kind });
  };
  const freshSinceNs = (of.now.getTime() - FRESH_MS) * 1e6;
  for (const b of buildings) {
    const from = b.from?.area === 'folder' ? b.from : undefined;
    const to = b.to?.area === 'folder' ? b.to : undefined;
    const path = (to ?? from)?.modelPath;
    if (path === undefined) continue;
    const displaced = b.occupant && b.op === 'move';
    const leaves = b.op === 'move' && from !== undefined && from.folder?.grantId !== to?.folder?.grantId;
    if (b.op !== 'create' || !b.from) touch(from, b.op === 'delete' ? 'delete' : 'move');
    // Other bytes, another mode or date are a replacement, whatever else happens to the file.
    const changes = b.rewrites || b.transfers.some(({ sets }) => sets);
    touch(to, displaced ? 'delete' : b.occupant || changes ? 'replace' : b.op === 'move' && from && !leaves ? 'move' : 'create');
    if (b.op === 'delete') facts.deletes.push(from!.modelPath);
    if (displaced && to) facts.deletes.push(to.modelPath);
    const loses = b.rewrites ? b.source!.thing.base : b.op === 'move' || b.op === 'attributes' ? undefined : b.occupant;
    if (loses && to) {
      facts.replaces.push(to.modelPath);
      if (b.bytes * 2 < loses.size) facts.shrinks.push(to.modelPath);
    }
    if (leaves) facts.leaves.push(from.modelPath);
    for (const place of [from, to])
      if (place?.components.some((name) => name.startsWith('.'))) facts.dotfiles.push(place.modelPath);
    if (isProgram(b)) facts.executables.push(path);
    for (const base of [b.source?.thing.base, b.occupant])
      if (base?.kind === 'file' && Number(base.mtimeNs) > freshSinceNs && !of.ours(base)) facts.fresh.push(path);
    if (b.irreversible) facts.irreversible.push(path);
  }
  return { folders: [...folders.values()], operations: buildings.length, ...facts };
}

function isProgram(b: Building): boolean {
  const base = b.source?.thing.base ?? b.occupant;
  if (b.runs) return true;
  if (base?.kind === 'file' && (base.mode & 0o111) !== 0) return true;
  return [b.from, b.to].some((place) => PROGRAMS.test(place?.components.at(-1) ?? ''));
}

interface Counted {
  readonly op: OperationKind;
  readonly occupant?: unknown;
  readonly rewrites?: boolean;
}

export function countsOf(buildings: readonly Counted[]): Counts {
  const counts: Counts = { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
  for (const b of buildings) {
    if (b.op === 'attributes') counts.attributes = (counts.attributes ?? 0) + 1;
    else if (b.op === 'move') counts.move++;
    else if (b.op === 'delete') counts.delete++;
    else if (b.op === 'mkdir' || b.op === 'rmdir') counts.other++;
    else if (b.occupant) counts.replace++;
    else counts.create++;
    // A move onto a file replaces that file, and one with new bytes the file that it moves.
    if (b.op === 'move' && (b.occupant || b.rewrites)) counts.replace++;
  }
  return counts;
}

/** The same of a part of a set, once the plan is made. */
export function countsOfPart(changes: readonly Pick<Change, 'op' | 'transfers' | 'rewrites'>[]): Counts {
  return countsOf(
    changes.map(({ op, transfers, rewrites = false }) => ({
      op,
      occupant: op === 'replace' || transfers.some((transfer) => transfer.over),
      rewrites,
    })),
  );
}

/** The headline before it happens; of an undo or redo, what that will have done. */
export function summaryOf(counts: Counts, op: { folders: boolean; undo: 'undo' | 'redo' | undefined }): string {
  return op.undo ? undoSummary(counts, op.undo) : plannedInWords(counts, op.folders ? 'items' : 'files');
}

function undoSummary(counts: Counts, what: 'undo' | 'redo'): string {
  const n = counts.create + counts.replace + counts.move + counts.delete + counts.other + (counts.attributes ?? 0);
  const changes = `${n} ${n === 1 ? 'change' : 'changes'}`;
  return what === 'undo' ? `${changes} taken back` : `${changes} made again`;
}
