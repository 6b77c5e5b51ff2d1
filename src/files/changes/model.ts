// The words of a change set inside: folders, spots, things, changes and hops. All of it is JSON, because all of it is journaled.
import type { AskFacts } from '../../contract/asking.ts';
import type { Counts, Operation, OperationKind } from '../../contract/changes.ts';
import type { CallKey } from '../../contract/ids.ts';
import type { Output } from '../../contract/task.ts';
import type { ToolResult } from '../../contract/tool-result.ts';
import type { Attributes } from '../port.ts';

/**
 * A folder that the set works in. `at` says where it was when the set was frozen: a root by its host path, any other by its parent. A
 * place is always (folder, name), never a path, so a folder that moves takes its places along.
 */
export interface FolderRecord {
  readonly id: number;
  /** The model's path, for words; empty for rooms. */
  readonly path: string;
  /** Identity; empty while the folder is yet to be made (rooms only). */
  dev: string;
  ino: string;
  at: { readonly root: string } | Spot;
  /** `store` is the hidden folder of a volume, `room` this set's folder in it. */
  own?: 'store' | 'room';
  /** Rooms of this set: a folder on the volume that the room is for. Rooms of earlier sets serve nobody. */
  readonly serves?: number;
  /** Stores: the folders in which it may be made, best first. */
  readonly tries?: readonly number[];
}

export interface Spot {
  readonly folder: number;
  readonly name: string;
}

/** What a thing was when it was last looked at. */
export interface Base {
  readonly kind: 'file' | 'folder' | 'link';
  readonly ino: string;
  readonly size: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly mode: number;
  /** Of small files and of what is staged. */
  readonly sha256?: string;
  /** Of folders that are deleted or copied: a digest of all that is in them. */
  readonly tree?: string;
}

/** One object of the file system that the set moves. Everything is a move: new content comes from the room, deleted things go there. */
export interface Thing {
  readonly id: number;
  /** The model's path, for words. */
  readonly path: string;
  base: Base;
  /** Its record, where it is a folder that things of this set go into or come from. */
  folder?: number;
  /** True for what this set itself put into its room. */
  readonly staged?: boolean;
  /** A thing on another volume that this one is to be copied from, before the decision. */
  readonly copyOf?: number;
  /** Its date is part of what was asked for. */
  readonly dated?: boolean;
}

/** Attributes that a thing gets where it lies, and the same ones as they were. */
export interface Setting {
  readonly to: Attributes;
  readonly was: Attributes;
}

/** One thing from one spot to another; or to none other, for the sake of what it `sets`. */
export interface Transfer {
  readonly thing: number;
  readonly from: Spot;
  readonly to: Spot;
  /** A file at `to` that is kept in the room first and then replaced in one step. */
  readonly over?: Over;
  readonly sets?: Setting;
}
export interface Over {
  readonly thing: number;
  readonly keep: Spot;
}

/** What one operation of the preview comes to. */
export interface Change {
  readonly id: string;
  readonly op: OperationKind;
  readonly transfers: readonly Transfer[];
  readonly needs: readonly string[];
  /** `rmdir`: left alone when the folder is not empty. */
  readonly optional?: boolean;
  /** The thing is a folder that a set made: taking the change back removes the folder only when it is empty. */
  readonly made?: boolean;
  /** In undo sets: the operation of the root set that this one flips. */
  readonly flips?: string;
  /** A move that gives its file new bytes: in the tree it is a new file, and the one that it was is kept. */
  readonly rewrites?: boolean;
  /** Makes an output of this name and path. */
  readonly output?: { readonly path: string; readonly deliveredTo?: string; readonly of?: string };
}

/** A rename to be done, in order, or attributes to be set where a thing lies (then `from` is `to`). Bigger steps never happen. */
export interface Hop extends Transfer {
  readonly change: string;
  readonly optional?: boolean;
  /** The thing is a new folder; on the way back it stays where somebody has put something into it. */
  readonly made?: boolean;
}

/** A place that paths of the set begin with. */
export interface RootRecord {
  /** /folders/<name>, /scratch … */
  readonly modelRoot: string;
  readonly root: string;
  readonly dev: string;
  readonly ino: string;
  readonly area: 'folder' | 'scratch' | 'outputs' | 'uploads' | 'delivery';
  /** Folder record. */
  readonly folder: number;
}

export interface Plan {
  readonly roots: readonly RootRecord[];
  readonly folders: FolderRecord[];
  readonly things: Thing[];
  readonly changes: readonly Change[];
  readonly operations: readonly Operation[];
}

/** What is known once frozen. */
export interface SetHead {
  readonly summary: string;
  readonly counts: Counts;
  readonly irreversible: readonly string[];
  readonly facts: AskFacts;
  readonly internal: boolean;
  readonly notices: readonly string[];
  readonly roots: readonly RootRecord[];
  /** What the tool gave along. */
  readonly said?: unknown;
  readonly unchangedSince?: number;
}

export interface TouchedFolder {
  readonly path: string;
  readonly folder: number;
  readonly dev: string;
  readonly ino: string;
  readonly before: string;
  after?: string;
}

/** What is in the way of a change. */
export interface Conflict {
  readonly path: string;
  readonly reason: string;
}

/** What was decided, and what came of it. */
export interface SetFate {
  /** Operations that take part; absent before the decision. */
  allowed?: readonly string[];
  leftOut?: readonly string[];
  /** What takes part, counted; only where something was left out. */
  counts?: Counts;
  touched?: TouchedFolder[];
  /** The receipt to commit when the set comes through; written by the tool before the point of no return. */
  planned?: ToolResult;
  failure?: { code: string; detail: string };
  /** The receipt to commit when it does not. */
  plannedFailure?: ToolResult;
  outputs?: readonly Output[];
  emptied?: readonly string[];
  notices?: readonly string[];
  /** Undo sets: what others had changed between freezing and applying, so that it was given up. */
  conflicts?: readonly Conflict[];
  /** What could be neither done nor taken back, and what is in the way. */
  stuck?: readonly Conflict[];
  /** What somebody else took away meanwhile, so that it could not be put back. */
  gone?: readonly string[];
  /** Root sets: for each operation that was ever flipped, the set and operation that did it last. */
  heads?: Record<string, { set: string; undone: boolean }>;
  /** Undo sets: copies that `force` kept. */
  kept?: readonly string[];
  direction?: 'undo' | 'redo';
  /** Undo sets: the dates that folders had before, and the dates at which it was this program that changed them last. */
  dates?: readonly { readonly dev: string; readonly ino: string; readonly to: string; readonly ours: readonly string[] }[];
  /** Undo sets: the operations of the root that this set flips, also those for which nothing was left to do. */
  flipped?: readonly string[];
}

export interface SetRecord {
  readonly n: number;
  readonly id: string;
  readonly key: CallKey;
  readonly tool: string;
  readonly isUndo: boolean;
  readonly state: 'proposed' | 'applied' | 'rejected' | 'conflict' | 'failed' | 'stuck' | 'undone';
  readonly phase: 'staged' | 'forward' | 'back' | 'done';
  readonly head: SetHead;
  readonly fate: SetFate;
  readonly rootId: string | undefined;
  readonly appliedN: number | undefined;
  readonly appliedAt: string | undefined;
  readonly createdAt: string;
  readonly pruned: boolean;
}
