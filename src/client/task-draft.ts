// A picture of a task while some events are put into it: each list is copied when it is first changed, and then changed in place.
import type { Line, TaskState, ToolLine } from './task-state.ts';

type Maps = Pick<TaskState, 'approvals' | 'questions' | 'changes'>;
type Value<K extends keyof Maps> = Maps[K] extends ReadonlyMap<string, infer V> ? V : never;
interface Call {
  readonly step: number;
  readonly index: number;
}

export interface Draft {
  /** With everything so far; the very same object as at the beginning while nothing has changed. */
  readonly now: TaskState;
  /** The picture, which is not changed any more. */
  readonly close: () => TaskState;
  readonly set: (change: Partial<TaskState>) => void;
  readonly add: (line: Line) => void;
  readonly put: <K extends keyof Maps>(map: K, id: string, value: Value<K>) => void;
  readonly changeLines: (change: (line: Line) => Line) => void;
  /** False when there is no line of this call. */
  readonly changeTool: (call: Call, change: (line: ToolLine) => ToolLine) => boolean;
  /** A call that a crash began twice keeps one line. */
  readonly startTool: (line: ToolLine) => void;
}

const keyOf = ({ step, index }: Call): string => `${step}/${index}`;

/** Where the lines of calls stand in the list of a picture: handed from one draft to the next, because each would have to look through all. */
const known = new WeakMap<readonly Line[], Map<string, number>>();

function placesIn(lines: readonly Line[]): Map<string, number> {
  const places = known.get(lines);
  // Whoever takes it goes on writing into it: another draft of the same picture makes its own.
  known.delete(lines);
  if (places) return places;
  return new Map(lines.flatMap((line, at) => (line.kind === 'tool' ? [[keyOf(line), at] as const] : [])));
}

export function openDraft(before: TaskState): Draft {
  let now = before;
  let lines: Line[] | undefined;
  /** Where the line of each call stands; made when it is first asked for. */
  let places: Map<string, number> | undefined;
  const copied: { [K in keyof Maps]?: Map<string, Value<K>> } = {};

  const set = (change: Partial<TaskState>): void => {
    if (now === before) now = { ...before };
    Object.assign(now, change);
  };
  function ownLines(): Line[] {
    if (!lines) set({ lines: (lines = [...now.lines]) });
    return lines;
  }
  function placeOf(call: Call): number | undefined {
    places ??= placesIn(now.lines);
    return places.get(keyOf(call));
  }
  function add(line: Line): void {
    if (line.kind === 'tool') places?.set(keyOf(line), now.lines.length);
    ownLines().push(line);
  }
  function changeTool(call: Call, change: (line: ToolLine) => ToolLine): boolean {
    const place = placeOf(call);
    const line = place === undefined ? undefined : now.lines[place];
    if (place === undefined || line?.kind !== 'tool') return false;
    ownLines()[place] = change(line);
    return true;
  }
  return {
    get now() {
      return now;
    },
    close() {
      if (places) known.set(now.lines, places);
      return now;
    },
    set,
    add,
    put(name, id, value) {
      const own = copied[name] ?? new Map(now[name] as ReadonlyMap<string, typeof value>);
      copied[name] = own as (typeof copied)[typeof name];
      own.set(id, value);
      set({ [name]: own });
    },
    changeLines: (change) => set({ lines: (lines = now.lines.map(change)) }),
    changeTool,
    startTool(line) {
      if (!changeTool(line, () => line)) add(line);
    },
  };
}
