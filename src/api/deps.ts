// What the api needs from the rest of the product, by the narrowest port. main.ts builds the real ones; tests build theirs.
import type { z } from 'zod';
import type { CrashPoints } from '../contract/crash-points.ts';
import type { Demo, FolderSuggestion, HealthCheck, News, PostPage, PostTestModel, Settings, Task } from '../contract/http.ts';
import type { Output } from '../contract/task.ts';
import type { ApiLink } from '../link/port.ts';
import type { TaskStore } from '../store/port.ts';
import type { Engine } from './engine.ts';
import type { Exports } from './exports.ts';
import type { Hub } from './hub.ts';
import type { WebApp } from './web-app.ts';

export interface ApiDeps {
  readonly store: TaskStore;
  /** A task put together from its rows; undefined when there is none. */
  readonly view: (store: TaskStore, id: string) => Promise<Task | undefined>;
  readonly link: Pick<ApiLink, 'abort' | 'drain' | 'serving'>;
  readonly hub: Hub;
  /** Sends what the outbox holds, soon. */
  readonly outbox: { wake(): void };
  readonly engine: Pick<Engine, 'ready'>;
  readonly files: ApiFiles;
  /** The bearer token; every call but the four at the root needs it. */
  readonly token: string;
  /** `redeem` is true exactly once per code. */
  readonly loginCodes: { issue(): Promise<{ code: string; expiresAt: string }>; redeem(code: string): Promise<boolean> };
  readonly secrets: {
    place(): Promise<Settings['modelKeyPlace']>;
    set(key: string): Promise<void>;
    /** One in the environment stays. */
    remove(): Promise<void>;
  };
  /** The cheapest real call. @throws CoworkError model_*, in words for people */
  readonly testModel: (candidate: PostTestModel) => Promise<void>;
  readonly health: {
    readonly checks: () => Promise<readonly HealthCheck[]>;
    /** In sentences what was done. @throws CoworkError not_found, not_available, no_permission */
    readonly mend: (name: string) => Promise<string>;
  };
  readonly exports: Omit<Exports, 'close'>;
  readonly demo: { readonly start: () => Promise<Demo>; readonly stop: () => Promise<void> };
  /** Told of each page that is there; answers what that one is to tell. */
  readonly pages: { readonly note: (page: z.output<typeof PostPage>) => Promise<readonly News[]> };
  readonly settings: SettingsPort;
  /** The built web app; absent: pages say how to use the terminal. */
  readonly web?: WebApp;
  readonly version: string;
  readonly now: () => Date;
  /** Host names (without port) under which this server may be called; anything else may be DNS rebinding. */
  readonly hosts: readonly string[];
  readonly log: ApiLog;
  readonly crash: CrashPoints;
  readonly limits?: Partial<ApiLimits>;
}

export interface ApiLimits {
  readonly jsonBytes: number;
  readonly uploadBytes: number;
  /** How long an undo may take before it is answered 202. */
  readonly undoWaitMs: number;
  /** How long a wish about the list of folders may take before it is answered 202. */
  readonly folderWaitMs: number;
  readonly pingMs: number;
  /** A reader that takes nothing for so long is dropped. */
  readonly stallMs: number;
}
export const DEFAULT_LIMITS: ApiLimits = {
  // A prompt of 200,000 characters, each escaped as \uXXXX, and its folders.
  jsonBytes: 2 * 1024 * 1024,
  uploadBytes: 2 * 1024 * 1024 * 1024,
  undoWaitMs: 25_000,
  folderWaitMs: 5_000,
  pingMs: 15_000,
  stallMs: 60_000,
};

export interface ApiLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export type StoredSettings = Omit<Settings, 'hasModelKey' | 'modelKeyPlace'>;
export interface SettingsPort {
  read(): Promise<StoredSettings>;
  /** Only what is given changes. */
  patch(change: Partial<Omit<StoredSettings, 'demo'>>): Promise<void>;
}

/** The host's files as the api may touch them. Every error is a CoworkError whose detail is a sentence for people. */
export interface ApiFiles {
  /** The folder's real absolute path, when it may be granted; throws (422) with the reason when it may not. Grants nothing. */
  checkFolder(path: string): Promise<{ path: string }>;
  /** Folders below a place of the user's machine, for the picker; without a path, where a person would begin. */
  browse(path: string | undefined): Promise<Browse>;
  /** What a folder has much of; a short look at names. */
  kindsIn(path: string): Promise<readonly Omit<FolderSuggestion, 'path'>[]>;
  /** The bytes of an output; opens nothing before `stream` is called. */
  openOutput(output: Output): Promise<{ bytes: number; stream: (from: number, to: number) => ReadableStream<Uint8Array> }>;
  /** A picture that an operation of a waiting change set would take away or bring. */
  proposedPicture(of: {
    setId: string;
    operationId: string;
    side: 'before' | 'after';
  }): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer> }>;
  /** Shows an output in the file manager of this machine; absent where there is no screen to show it on. */
  readonly showOutput?: ((output: Output) => Promise<void>) | undefined;
  /** Reads to the end or fails; on failure, also of the stream, nothing is kept. */
  saveUpload(
    stream: ReadableStream<Uint8Array>,
    meta: { name: string; type: string },
  ): Promise<{ id: string; bytes: number; sha256: string }>;
  dropUpload(id: string): Promise<void>;
}

export interface Browse {
  readonly path: string;
  readonly parent?: string;
  /** Why this very folder cannot be granted; absent when it can. */
  readonly refused?: string;
  readonly folders: readonly { readonly name: string; readonly path: string; readonly hidden: boolean }[];
  /** How many there are; `folders` holds the first ones by name. */
  readonly total: number;
}
