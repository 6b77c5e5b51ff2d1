// Puts the transfers of a set into an order in which each rename finds its target free. Circles are broken by lifting one thing into
// the room first. Two rules suffice, because a place is (folder, name) and moves along with its folder:
//   1. a name must be left before something else arrives there;
//   2. a folder cannot move into itself, so what moves out of it and holds the target goes first.
// Three more only please the eye: folders come before what goes into them, and go after what leaves them. Attributes are set before or
// after all that.
import { CoworkError } from '../../contract/errors.ts';
import type { Change, FolderRecord, Hop, Spot, Thing, Transfer } from './model.ts';
import { isInPlace, settingHops } from './order-settings.ts';

interface Node {
  readonly transfer: Transfer;
  readonly change: Change;
  from: Spot;
  /** Who must go first: leave its place, or arrive. */
  readonly before: Wait[];
  /** How many of these are still to come. */
  waits: number;
  readonly freed: Node[];
  readonly arrived: Node[];
  state: 'waiting' | 'lifted' | 'done';
}
interface Wait {
  readonly node: Node;
  readonly until: 'freed' | 'arrived';
}

export function orderHops(of: {
  changes: readonly Change[];
  things: readonly Thing[];
  folders: readonly FolderRecord[];
  /** The room on the volume of this folder; lifted things wait there. */
  roomOf: (folder: number) => number;
}): Hop[] {
  const nodes = of.changes.flatMap((change) =>
    change.transfers.filter((transfer) => !isInPlace(transfer)).map((transfer) => nodeOf(change, transfer)),
  );
  const settings = settingHops(of);
  link(nodes, of);
  const hops: Hop[] = [...settings.first];
  const ready = nodes.filter((node) => node.waits === 0);
  const release = (waiting: Node[]): void => {
    for (const node of waiting.splice(0)) if (--node.waits === 0 && node.state !== 'done') ready.push(node);
  };
  const emit = (node: Node, to: Spot, last: boolean): void => {
    const { thing, over } = node.transfer;
    hops.push({
      thing,
      from: node.from,
      to,
      change: node.change.id,
      ...(over && last ? { over } : {}),
      ...(node.change.optional ? { optional: true } : {}),
      ...(node.change.op === 'mkdir' ? { made: true } : {}),
    });
  };
  let next = 0;
  let first = 0;
  for (;;) {
    while (first < ready.length) {
      const node = ready[first++]!;
      emit(node, node.transfer.to, true);
      node.state = 'done';
      release(node.freed);
      release(node.arrived);
    }
    while (next < nodes.length && nodes[next]!.state === 'done') next++;
    if (next === nodes.length) return [...hops, ...settings.last];
    const knot = knotOf(nodes[next]!);
    knot.state = 'lifted';
    // What comes from a room stands in nobody's way there.
    if (of.folders[knot.from.folder]!.own !== 'room') {
      const lifted = { folder: of.roomOf(knot.from.folder), name: `l${knot.transfer.thing}` };
      emit(knot, lifted, false);
      knot.from = lifted;
    }
    release(knot.freed);
  }
}

/** The thing to lift out of the circle into which the waits of this one lead: one that another only waits for to leave. */
function knotOf(start: Node): Node {
  const way: Wait[] = [];
  const seen = new Map<Node, number>();
  for (let node = start; ;) {
    const again = seen.get(node);
    if (again !== undefined) {
      const circle = way.slice(again).filter(({ node: n, until }) => until === 'freed' && n.state === 'waiting');
      const knot = circle.find(({ node: n }) => !n.change.optional) ?? circle[0];
      if (knot) return knot.node;
      throw new CoworkError('internal', 'the moves of this change set cannot be ordered');
    }
    seen.set(node, way.length);
    const open = node.before.find(({ node: n, until }) => (until === 'freed' ? n.state === 'waiting' : n.state !== 'done'));
    if (!open) throw new CoworkError('internal', 'the moves of this change set cannot be ordered');
    way.push(open);
    node = open.node;
  }
}

const nodeOf = (change: Change, transfer: Transfer): Node => ({
  transfer,
  change,
  from: transfer.from,
  before: [],
  waits: 0,
  freed: [],
  arrived: [],
  state: 'waiting',
});

function link(nodes: readonly Node[], of: { things: readonly Thing[]; folders: readonly FolderRecord[] }): void {
  const key = (spot: Spot): string => `${spot.folder}/${spot.name}`;
  const leaves = new Map(nodes.map((node) => [key(node.transfer.from), node]));
  const byChange = new Map<string, Node[]>();
  const movedFolder = new Map<number, Node>();
  for (const node of nodes) {
    const same = byChange.get(node.change.id);
    if (same) same.push(node);
    else byChange.set(node.change.id, [node]);
    const { folder } = of.things[node.transfer.thing]!;
    if (folder !== undefined) movedFolder.set(folder, node);
  }
  const above = (folder: number): Node[] => {
    const found: Node[] = [];
    if (movedFolder.size === 0) return found;
    for (let id = folder; ;) {
      const node = movedFolder.get(id);
      if (node) found.push(node);
      const { at } = of.folders[id]!;
      if ('root' in at) return found;
      id = at.folder;
    }
  };
  const wait = (node: Node, other: Node, until: Wait['until']): void => {
    node.waits++;
    node.before.push({ node: other, until });
    other[until].push(node);
  };
  for (const node of nodes) {
    const { transfer, change } = node;
    // Rule 1, by name; another spelling of the same name is known through `needs`.
    const leaver = leaves.get(key(transfer.to));
    if (leaver && leaver !== node) wait(node, leaver, 'freed');
    for (const need of change.needs)
      for (const other of byChange.get(need) ?? []) {
        const { folder } = of.things[other.transfer.thing]!;
        const arrives = folder !== undefined && folder === transfer.to.folder;
        if (other !== leaver && other !== node) wait(node, other, arrives ? 'arrived' : 'freed');
      }
    // Rule 2.
    const mine = of.things[transfer.thing]!.folder;
    const chain = mine === undefined ? [] : above(transfer.to.folder);
    const self = chain.indexOf(node);
    if (self >= 0) for (const other of chain.slice(0, self)) wait(node, other, 'freed');
    // Folders that go for good wait for what leaves them.
    for (const other of above(transfer.from.folder))
      if ((other.change.op === 'rmdir' || other.change.op === 'delete') && other !== node) wait(other, node, 'freed');
  }
}
