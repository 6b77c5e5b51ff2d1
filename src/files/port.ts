// What the rest of the product may ask of the files: grants, reading, change sets, undo, outputs. Paths are the model's
// (/folders/<name>/…, /scratch/…, /outputs/…, /uploads/…) unless a member says `hostPath`. All errors are CoworkErrors.
// Long, because it is all that the other folders know of this one.
import type { AskFacts, ChangeKind, Standing } from '../contract/asking.ts';
import type { Counts, Operation } from '../contract/changes.ts';
import type { AlwaysAllowed, UndoResult } from '../contract/http.ts';
import type { CallKey } from '../contract/ids.ts';
import type { ScheduleAllowed } from '../contract/schedules.ts';
import type { Access, Output } from '../contract/task.ts';
import type { ToolResult } from '../contract/tool-result.ts';

// grants -------------------------------------------------------------------------------------------------------------------------
export interface GrantedFolder {
  readonly grantId: string;
  /** Name below /folders. */
  readonly name: string;
  readonly access: Access;
  readonly hostPath: string;
}

export interface Grants {
  /**
   * Validates and grants a folder to a task. The same folder again raises or lowers the access and keeps the name. With `standing` it
   * gives no more than the list of standing folders does: else not_granted, or folder_gone when another folder is in its place. `name`: under which
   * it is wanted, as another task knows it; else, or where that is taken, the folder's own.
   */
  grant(
    taskId: string,
    folder: { hostPath: string; access: Access; standing?: boolean; name?: string | undefined },
  ): Promise<GrantedFolder>;
  /** Takes a folder away from a task; nothing when it has none such. */
  remove(taskId: string, name: string): Promise<void>;
  ofTask(taskId: string): Promise<GrantedFolder[]>;
  /** Removes the folders and standing approvals of a deleted task. */
  forget(taskId: string): Promise<void>;
  /** Keeps an answer that goes on holding. @throws CoworkError not_granted when the task does not have the folder (any more) */
  allowStanding(taskId: string, answer: Standing): Promise<void>;
  /** Those of this task, of the schedule that made it, and all that hold always. */
  standing(task: { id: string; scheduleId?: string | undefined }): Promise<Standing[]>;
  /** What is allowed for each run of a schedule. */
  allowedFor(scheduleId: string): Promise<ScheduleAllowed[]>;
  /** Takes all of that back. */
  forgetSchedule(scheduleId: string): Promise<void>;
}

/** A folder that is remembered beyond single tasks. */
export interface ListedFolder {
  /** Canonical. */
  readonly path: string;
  /** Present for a standing folder. */
  readonly access?: Access;
  readonly always: readonly AlwaysAllowed[];
}

/**
 * The folders that are remembered beyond single tasks, by path: what holds for a folder that was there before under the same name is
 * listed with the rest, and taken back with it.
 */
export interface FolderList {
  all(): Promise<ListedFolder[]>;
  /** Validates and lists; the same folder again changes its access. `lower`: also in tasks that may do more. Returns the canonical path. */
  add(folder: { hostPath: string; access: Access; lower: boolean }): Promise<string>;
  /** Changes the access of a standing folder, and lowers it in every task that may do more. @throws CoworkError not_granted */
  set(folder: { hostPath: string; access: Access }): Promise<void>;
  /** Takes a folder from the list and from every task, with every answer that goes on holding in it. */
  withdraw(hostPath: string): Promise<void>;
  /** Changes of this kind ask again; with them the more harmful ones, whose answers cover it. */
  revoke(answer: { hostPath: string; kind: ChangeKind }): Promise<void>;
}

// reading ------------------------------------------------------------------------------------------------------------------------
export interface Entry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  /** ISO 8601. */
  readonly modifiedAt: string;
  /** True when the content is only in the cloud. */
  readonly placeholder?: boolean;
}
export interface Listing {
  readonly entries: Entry[];
  readonly total: number;
  readonly totalBytes: number;
  /** Offset of the next page. */
  readonly next: number | undefined;
  /** What could not be looked at, with the reason. */
  readonly unreadable: string[];
}
export type FileContent =
  | {
      kind: 'text';
      text: string;
      firstLine: number;
      lines: number;
      totalLines: number;
      bytes: number;
      encoding: string;
      next: number | undefined;
    }
  | { kind: 'image'; mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'; data: string; bytes: number }
  | {
      kind: 'pdf';
      text: string;
      pages: number;
      bytes: number;
      next: number | undefined;
      firstLine: number;
      lines: number;
      totalLines: number;
    }
  | { kind: 'binary'; bytes: number; mediaType: string };
export interface SearchHit {
  readonly path: string;
  /** 1-based; absent for a hit in the name. */
  readonly line?: number;
  readonly text: string;
}
export interface SearchResult {
  readonly hits: SearchHit[];
  readonly filesSearched: number;
  /** True when the time or hit limit ended the search early. */
  readonly incomplete: boolean;
  readonly next: number | undefined;
}

export interface FileReader {
  list(
    taskId: string,
    query: { path: string; recursive: boolean; offset: number; limit: number; signal?: AbortSignal },
  ): Promise<Listing>;
  read(taskId: string, query: { path: string; offset: number; limit: number; signal?: AbortSignal }): Promise<FileContent>;
  search(
    taskId: string,
    query: {
      path: string;
      pattern: string;
      glob?: string;
      namesOnly: boolean;
      offset: number;
      limit: number;
      timeLimitMs: number;
      signal?: AbortSignal;
    },
  ): Promise<SearchResult>;
  /** Names near a missing one, for errors: up to three. */
  similar(taskId: string, path: string): Promise<string[]>;
}

// change sets --------------------------------------------------------------------------------------------------------------------
/** New bytes that the product holds in its own staging. They are copied while a set is frozen, and only if they are what was said. */
export interface HeldContent {
  /** Absolute host path. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What is not given stays as it is, or as new files have it. */
export interface Attributes {
  /** Only the permission bits (0o777) are taken. */
  readonly mode?: number;
  /** Of the last change, since 1970. Of a folder it is not taken. */
  readonly mtimeNs?: string;
}

/** All of a draft happens at once: each `from`, and what is deleted, is a path of the tree before, each other path one of the tree after. */
export type DraftOp =
  | { op: 'write'; path: string; content: string | Uint8Array }
  | { op: 'edit'; path: string; oldText: string; newText: string }
  /** With `content` a file gets new bytes on the way. */
  | ({ op: 'move'; from: string; to: string; replace: boolean; content?: HeldContent } & Attributes)
  | { op: 'delete'; path: string }
  | { op: 'mkdir'; path: string; mode?: number }
  /** Copies a readable file to the delivery folder under a new name. */
  | { op: 'deliver'; path: string }
  /** A file with these bytes: a new one, or in the place of the one that stays there. */
  | ({ op: 'put'; path: string } & HeldContent & Attributes)
  /** Of a file or folder that stays where it is. */
  | ({ op: 'attributes'; path: string } & Attributes)
  /** A new file with the bytes that another one had before. */
  | ({ op: 'copy'; from: string; to: string } & Attributes);

export interface FreezeOptions {
  /**
   * Unix ms: the draft was read from a tree that was shown from then on. What it takes, replaces or changes must not have changed since:
   * else changed_meanwhile. Names are taken as they are spelled. Such a set is never frozen again: what made it has to run again.
   */
  readonly unchangedSince?: number;
  /** JSON, at most 64 kB: what the tool will need for saying what it did. Kept with the set. */
  readonly said?: unknown;
}

export interface FrozenSet {
  readonly id: string;
  readonly key: CallKey;
  readonly tool: string;
  readonly summary: string;
  readonly counts: Counts;
  readonly irreversible: readonly string[];
  readonly operations: readonly Operation[];
  /** Ids of operations that the user left out, once the others were applied; `counts` is then of those. */
  readonly leftOut: readonly string[];
  readonly facts: AskFacts;
  /** Only /scratch, /outputs and deliveries: never asked, not listed among the changes. */
  readonly internal: boolean;
  readonly state: 'proposed' | 'applied' | 'rejected' | 'conflict' | 'failed' | 'stuck' | 'undone';
  /** The set that this one, an undo or redo, takes back. */
  readonly undoOf?: string;
  /** Of one that failed or is stuck: why, and what is in the way. */
  readonly reason?: string;
  /** What the tool gave along when it was frozen. */
  readonly said?: unknown;
  readonly createdAt: string;
}

/** What applying came to, handed to the receipt's author so that result and state commit together. */
export interface Applied {
  readonly set: FrozenSet;
  /** Ids of operations that were left out on the user's wish. */
  readonly leftOut: readonly string[];
  readonly outputs: readonly Output[];
  /** Folders that the moves left empty, for the report. */
  readonly emptied: readonly string[];
  /** For the report: links that were replaced by a new file and such. */
  readonly notices: readonly string[];
}
export type ApplyOutcome =
  | { kind: 'applied'; applied: Applied; result: ToolResult }
  /** Files changed since the set was frozen: nothing was applied; ask again with `refreeze`. */
  | { kind: 'changed'; conflicts: { path: string; reason: string }[] }
  /** Rolled back whole; the receipt says so. */
  | { kind: 'failed'; code: string; detail: string; result: ToolResult }
  /** Cancelled before the point of no return; nothing was applied, no receipt. */
  | { kind: 'cancelled' };

export interface ChangeSets {
  /**
   * Resolves a draft against the disk: stages new content, remembers what each touched file was, decides nothing. Idempotent by
   * key. `overlap` when it touches paths of a set of the same task that is still proposed. Throws the CoworkError that the
   * model should hear of (no_such_file, target_exists, not_granted …); then nothing remains.
   */
  freeze(
    key: CallKey,
    tool: string,
    draft: readonly DraftOp[],
    options?: FreezeOptions,
  ): Promise<{ kind: 'frozen'; set: FrozenSet } | { kind: 'overlap'; with: string }>;
  get(id: string): Promise<FrozenSet | undefined>;
  ofCall(key: CallKey): Promise<FrozenSet | undefined>;
  /**
   * Journals and applies; from the journal's decision on it cannot be cancelled. Exactly once per set: a second call answers the
   * first's outcome. `allow` limits it to these operation ids. `receipt` is written in the transaction that marks the set.
   */
  apply(
    id: string,
    options: {
      allow?: readonly string[];
      approvalId?: string;
      signal?: AbortSignal;
      onProgress?: (done: number, total: number) => void;
      /** Changes of another task in the same folders come first. */
      onWait?: () => void;
      receipt: (outcome: { kind: 'applied'; applied: Applied } | { kind: 'failed'; code: string; detail: string }) => ToolResult;
    },
  ): Promise<ApplyOutcome>;
  /** Gives a proposed set up, with the receipt that says why (denied, superseded). */
  reject(id: string, receipt: ToolResult): Promise<ToolResult>;
  /**
   * Freezes the same draft again against the present disk; the old set becomes `conflict`. May throw like `freeze`, and throws
   * changed_meanwhile for one that was frozen with `unchangedSince`; then the old set still waits.
   */
  refreeze(id: string): Promise<FrozenSet>;
  /** Rolls every open journal forward or back. Called once, holding the lock, before anything else. */
  recover(): Promise<{ id: string; taskId: string; state: FrozenSet['state']; reason?: string }[]>;
  /** Undo and redo; idempotent by `requestId`. Results in the order tried (newest set first for undo). */
  undo(request: {
    requestId: string;
    taskId: string;
    /** Tasks below it: their changes are meant as well, where no single one is named. */
    descendants?: readonly string[];
    changeSetId?: string;
    operations?: readonly string[];
    force: boolean;
    redo: boolean;
  }): Promise<{ results: UndoResult['results']; sets: FrozenSet[] }>;
  /** Outputs that an applied set made, for showing them again after a crash between receipt and show. */
  outputs(setId: string): Promise<Output[]>;
  /** Ids of all sets of the task, in the order in which they were frozen. */
  ofTask(taskId: string): Promise<string[]>;
  /** Sets of the task that are frozen and neither applied nor given up. */
  proposed(taskId: string): Promise<FrozenSet[]>;
  /** Sets of any task that are frozen and neither decided nor given up; `requestId`: of the undo or redo that a set belongs to. */
  undecided(): Promise<{ id: string; taskId: string; requestId?: string }[]>;
  /** Gives up a set that nobody decides any more, without a receipt. False: somebody did decide, or it is gone. */
  abandon(id: string): Promise<boolean>;
  /** Sets that could still be undone. */
  undoable(taskId: string): Promise<string[]>;
  /**
   * Removes pre-images beyond age and size, oldest first, never of the given open tasks. Returns the sets that lost theirs. `tell` hears
   * of them before any is lost, and again after a crash in between; when it throws, none is.
   */
  prune(limits: {
    olderThanMs: number;
    maxBytes: number;
    openTasks: readonly string[];
    tell?: (going: readonly Pruned[]) => Promise<void>;
  }): Promise<Pruned[]>;
  /** Removes all that is kept of a task: journal, pre-images, scratch, outputs (not what was delivered). */
  forget(taskId: string): Promise<void>;
}

export interface Pruned {
  readonly setId: string;
  readonly taskId: string;
  readonly bytes: number;
}

// what commands see ----------------------------------------------------------------------------------------------------------------
/** An entry of a folder as it is now, without following links. */
export interface SeenEntry {
  readonly type: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly mtimeNs: string;
  readonly linkTarget?: string;
}
export interface CommandFolder {
  readonly shared: {
    /** Where commands find it: /folders/<name>, /scratch … */
    readonly at: string;
    /** Identity of the folder that is shared: this one, or the one that `sub` lies in. */
    readonly dev: string;
    readonly ino: string;
    readonly sub: string;
    readonly readOnly: boolean;
    /** Opens the folder with this identity; the caller closes it. @throws CoworkError folder_gone */
    open(): { readonly fd: number; close(): void };
  };
  /** What is in it now, by path below it; the caller closes it. */
  readonly lower: { lookUp(path: string): SeenEntry | undefined; close(): void };
}
export interface CommandFolders {
  /** Every folder of the task, each checked anew. @throws CoworkError sensitive_place, folder_gone, too_large */
  ofTask(taskId: string): Promise<CommandFolder[]>;
  removed(taskId: string): Promise<RemovedFiles>;
}

/** What a command deleted, as the disk still has it. */
export interface RemovedFiles {
  /** Regular files at the path, or below it where it is a folder. */
  filesAt(path: string): Promise<readonly { readonly path: string; readonly bytes: number }[]>;
  /** SHA-256 in hex. */
  hashOf(path: string): Promise<string>;
}

// the task's own places ------------------------------------------------------------------------------------------------------------
export interface Workspace {
  /** Writes an oversized result to /scratch/spill and says its path. */
  spill(key: CallKey, text: string): Promise<string>;
  /** Makes an upload readable at /uploads/<name>. */
  attach(taskId: string, upload: { id: string; name: string }): Promise<void>;
  /** Copies an output of a task that this one has started to /uploads/tasks/<its id>/… and says the path. @throws CoworkError as reading it would */
  bring(taskId: string, from: { childId: string; path: string }): Promise<string>;
}
