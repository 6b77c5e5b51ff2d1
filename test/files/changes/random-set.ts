// Random trees and random sets of operations on them, with a model that says what must come out.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftOp, HeldContent } from '../../../src/files/port.ts';
import { randomFrom } from '../../rig/random.ts';

export interface Dice {
  /** 0 … n-1 */
  (n: number): number;
}

export function dice(seed: number): Dice {
  const random = randomFrom(seed);
  return (n) => Math.floor(random() * n);
}

interface Node {
  name: string;
  parent: Node | undefined;
  /** Undefined for folders. */
  content: string | undefined;
  /** Where one was asked for. */
  mode?: number;
  children: Map<string, Node>;
}

const NAMES = ['a', 'b', 'c', 'd.txt', 'e.txt', 'F', 'ä ö', '.h', 'x y.md', '日本'];

const folder = (name: string, parent: Node | undefined): Node => ({ name, parent, content: undefined, children: new Map() });

export function randomTree(roll: Dice): Node {
  const root = folder('', undefined);
  let n = 0;
  const fill = (at: Node, depth: number): void => {
    for (const name of NAMES) {
      if (roll(3) === 0) continue;
      const isFolder = depth < 3 && roll(3) === 0;
      const node: Node = { name, parent: at, content: isFolder ? undefined : `file ${++n} of ${name}\n`, children: new Map() };
      at.children.set(name, node);
      if (isFolder) fill(node, depth + 1);
    }
  };
  fill(root, 0);
  return root;
}

export function writeTree(root: Node, path: string): void {
  mkdirSync(path, { recursive: true });
  for (const [name, node] of root.children)
    if (node.content === undefined) writeTree(node, join(path, name));
    else writeFileSync(join(path, name), node.content);
  const age = [...path].reduce((sum, ch) => (sum * 31 + ch.charCodeAt(0)) % 1e8, 7);
  for (const [name, node] of root.children) if (node.content !== undefined) utimesSync(join(path, name), 1e9, 1e9 + age + 0.25);
  utimesSync(path, 1e9, 1e9 + age + 0.123456);
}

export const pathOf = (node: Node): string => (node.parent ? `${pathOf(node.parent)}/${node.name}` : '/folders/d');

export function listTree(root: Node, prefix = ''): string[] {
  return [...root.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, node]) => [`${prefix}${name} ${node.content ?? 'folder'}`, ...listTree(node, `${prefix}${name}/`)]);
}

/** The modes that were asked for, by path below the root. */
export function modesOf(root: Node): [string, number][] {
  const below = pathOf(root).length + 1;
  return all(root).flatMap((node) => (node.mode === undefined ? [] : [[pathOf(node).slice(below), node.mode]]));
}

const MODES = [0o600, 0o640, 0o700, 0o755];

const all = (root: Node): Node[] => [...root.children.values()].flatMap((node) => [node, ...all(node)]);
const isIn = (node: Node, above: Node): boolean => node === above || (node.parent !== undefined && isIn(node.parent, above));

/**
 * Changes the tree as the draft says and answers the draft. All `from` mean the tree before, all `to` the tree after. `hold` keeps content
 * for it.
 */
export function randomDraft(root: Node, roll: Dice, hold: (content: string) => HeldContent): DraftOp[] {
  const nodes = all(root);
  const before = new Map(nodes.map((node) => [node, pathOf(node)]));
  const files = nodes.flatMap((node) => (node.content === undefined ? [] : [{ path: pathOf(node), content: node.content }]));
  const pick = (most: number): Node[] => {
    const chosen = new Set<Node>();
    for (let n = roll(most + 1); n > 0 && nodes.length > 0; n--) chosen.add(nodes[roll(nodes.length)]!);
    return [...chosen];
  };
  const moved = pick(8);
  const deleted = pick(3).filter((node) => !moved.includes(node));
  const draft: DraftOp[] = [];
  for (const node of [...moved, ...deleted]) node.parent!.children.delete(node.name);
  for (const node of deleted) draft.push({ op: 'delete', path: before.get(node)! });
  const touched = new Set<Node>([...moved, ...deleted]);
  const attached = (): Node[] => [root, ...all(root)];
  const makeFolder = (at: Node): Node => {
    const name = `new${roll(3)}`;
    if (at.children.has(name) || at.content !== undefined) return at;
    const made = folder(name, at);
    at.children.set(name, made);
    return made;
  };
  const someFolder = (): Node => {
    const folders = attached().filter((node) => node.content === undefined);
    const found = folders[roll(folders.length)]!;
    return roll(5) === 0 ? makeFolder(found) : found;
  };
  const made = new Set<Node>();
  for (const node of moved) {
    const victims = all(root).filter((v) => v.content !== undefined && !touched.has(v));
    const victim = node.content !== undefined && roll(6) === 0 ? victims[roll(Math.max(1, victims.length))] : undefined;
    const target = victim?.parent ?? someFolder();
    let name = victim?.name ?? NAMES[roll(NAMES.length)]!;
    while (!victim && target.children.has(name)) name = `m${roll(1000)}`;
    if (victim) victim.parent = undefined;
    node.parent = target;
    node.name = name;
    target.children.set(name, node);
    touched.add(node);
    if (victim) touched.add(victim);
    made.add(node);
    const way = { from: before.get(node)!, to: pathOf(node), replace: victim !== undefined };
    if (roll(4) === 0) node.mode = MODES[roll(MODES.length)]!;
    const mode = node.mode === undefined ? {} : { mode: node.mode };
    if (node.content !== undefined && roll(4) === 0) {
      node.content = `moved and changed ${roll(1000)}`;
      draft.push({ op: 'move', ...way, ...mode, content: hold(node.content) });
    } else draft.push({ op: 'move', ...way, ...mode });
  }
  // What was attached early may since have got new folders above it only through moves before it, so its path is final now.
  for (const op of draft)
    if (op.op === 'move') (op as { to: string }).to = pathOf(moved.find((node) => before.get(node) === op.from)!);
  for (let n = roll(6); n > 0; n--) {
    const untouched = all(root).filter((node) => node.content !== undefined && !touched.has(node) && before.has(node));
    const stays = untouched.filter(
      (node) => pathOf(node) === before.get(node) && ![...moved, ...deleted].some((m) => isIn(node, m)),
    );
    const kind = roll(5);
    if (kind === 0 && stays.length > 0) {
      const node = stays[roll(stays.length)]!;
      const text = `edited ${roll(1000)}`;
      draft.push({ op: 'edit', path: pathOf(node), oldText: 'file', newText: text });
      node.content = node.content!.replace('file', text);
      touched.add(node);
    } else if (kind === 1 && untouched.length > 0) {
      const node = untouched[roll(untouched.length)]!;
      node.content = `rewritten ${roll(1000)}`;
      if (roll(2) === 0) draft.push({ op: 'write', path: pathOf(node), content: node.content });
      else draft.push({ op: 'put', path: pathOf(node), ...hold(node.content), mode: (node.mode = MODES[roll(MODES.length)]!) });
      touched.add(node);
    } else if (kind === 2) {
      const still = [
        ...untouched,
        ...attached().filter((node) => before.has(node) && node.content === undefined && !touched.has(node)),
      ];
      const node = still[roll(Math.max(1, still.length))];
      if (!node) continue;
      node.mode = node.content === undefined ? 0o700 : MODES[roll(MODES.length)]!;
      draft.push({ op: 'attributes', path: pathOf(node), mode: node.mode, mtimeNs: `${1_400_000_000 + roll(1e6)}123456789` });
      touched.add(node);
    } else {
      const at = someFolder();
      const name = NAMES[roll(NAMES.length)]!;
      if (at.children.has(name)) continue;
      const source = kind === 3 ? files[roll(Math.max(1, files.length))] : undefined;
      const content = source?.content ?? `created ${roll(1000)}`;
      const node: Node = { name, parent: at, content, children: new Map() };
      at.children.set(name, node);
      if (source) draft.push({ op: 'copy', from: source.path, to: pathOf(node) });
      else if (kind === 4) draft.push({ op: 'put', path: pathOf(node), ...hold(content), mode: (node.mode = 0o640) });
      else draft.push({ op: 'write', path: pathOf(node), content });
      touched.add(node);
    }
  }
  // A folder that was made for nothing is asked for by itself.
  for (const node of all(root))
    if (node.content === undefined && !before.has(node) && node.children.size === 0)
      draft.push({ op: 'mkdir', path: pathOf(node) });
  for (let i = draft.length - 1; i > 0; i--) {
    const j = roll(i + 1);
    [draft[i], draft[j]] = [draft[j]!, draft[i]!];
  }
  return draft;
}
