// Work that only this machine can do and that must not need Temporal: undo, redo, deleting a task's files, changed folders.
import type { CrashPoints } from '../contract/crash-points.ts';
import { ERROR_CODES, type ErrorCode, isCoworkError } from '../contract/errors.ts';
import type { ChangeSets, Grants } from '../files/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { DesktopRequest, RequestKind, TaskStore } from '../store/port.ts';
import type { DesktopFolders } from './folders.ts';
import type { Mirror } from './mirror.ts';

export interface RequestDeps {
  readonly store: TaskStore;
  readonly changeSets: ChangeSets;
  readonly grants: Grants;
  readonly folders: DesktopFolders;
  readonly ledger: Ledger;
  readonly mirror: Mirror;
  readonly crash: CrashPoints;
  readonly log: { error(fields: object, message: string): void };
}

export interface Requests {
  /** Carries out everything that waits. */
  drain(): Promise<void>;
  /** Only what is about folders: moments, however long an undo takes. */
  drainFolders(): Promise<void>;
}

/** A folder that is taken away is gone within 2 s: it must not wait behind an undo of ten thousand files. */
const LANES: Readonly<Record<'folders' | 'files', readonly RequestKind[]>> = {
  folders: ['folders', 'folder_add', 'folder_set', 'folder_withdraw', 'folder_revoke', 'schedule_revoke'],
  files: ['undo', 'redo', 'delete'],
};

export function createRequests(deps: RequestDeps): Requests {
  const folders = createLane(deps, LANES.folders);
  const files = createLane(deps, LANES.files);
  return {
    async drain() {
      await Promise.all([folders(), files()]);
    },
    drainFolders: folders,
  };
}

/** Drains its waiting requests one after the other. Called while draining it runs once more afterwards: no request is overlooked. */
function createLane(deps: RequestDeps, kinds: readonly RequestKind[]): () => Promise<void> {
  let draining: Promise<void> | undefined;
  let again = false;
  const loop = async (): Promise<void> => {
    /** Tried in this drain and left for the next one. */
    const later = new Set<string>();
    do {
      again = false;
      const requests = (await deps.store.pendingRequests(kinds)).filter((request) => !later.has(request.id));
      for (const request of requests) if (!(await serve(deps, request))) later.add(request.id);
      // The store hands them out in pages.
      if (requests.length > 0) again = true;
    } while (again);
  };
  return () => {
    if (draining) again = true;
    draining ??= loop().finally(() => (draining = undefined));
    return draining;
  };
}

/** Each kind is idempotent, so a request that was served before a crash is simply served again. False: it is tried again later. */
async function serve(deps: RequestDeps, request: DesktopRequest): Promise<boolean> {
  try {
    await deps.store.endRequest(request.id, { result: await carryOut(deps, request) });
    return true;
  } catch (error) {
    const known = isCoworkError(error) ? error : undefined;
    deps.log.error({ err: error, request: request.id, kind: request.kind }, 'a request of the desktop failed');
    if (!mayFail(request.kind, known?.code)) return false;
    await deps.store.endRequest(request.id, {
      error: {
        code: known?.code ?? 'internal',
        detail: known?.detail ?? 'Something went wrong inside; nothing was lost. See cowork logs.',
      },
    });
    return true;
  }
}

/** Undo says what it could not do. Of the others only a refusal is an end: none may be left half done. */
function mayFail(kind: RequestKind, code: ErrorCode | undefined): boolean {
  if (kind === 'undo' || kind === 'redo') return true;
  if (kind === 'folders' || kind === 'delete') return false;
  return code !== undefined && !ERROR_CODES[code].retryable;
}

async function carryOut(deps: RequestDeps, request: DesktopRequest) {
  switch (request.kind) {
    case 'undo':
    case 'redo':
      return undo(deps, request);
    case 'folders':
      await deps.folders.settle(request.taskId);
      return [];
    case 'delete':
      await deps.changeSets.forget(request.taskId);
      await deps.ledger.forget(request.taskId);
      await deps.grants.forget(request.taskId);
      return [];
    case 'schedule_revoke':
      await deps.folders.revokeForSchedule(String(request.body['scheduleId']));
      return [];
    case 'folder_add':
    case 'folder_set':
    case 'folder_withdraw':
    case 'folder_revoke':
      await deps.folders.serve(request);
      return [];
  }
}

async function undo(deps: RequestDeps, request: DesktopRequest) {
  deps.crash('undo-taken');
  const body = request.body as { changeSetId?: string; operations?: string[]; force?: boolean };
  const { results, sets } = await deps.changeSets.undo({
    requestId: request.id,
    taskId: request.taskId,
    descendants: await deps.store.descendants(request.taskId),
    ...(body.changeSetId === undefined ? {} : { changeSetId: body.changeSetId }),
    ...(body.operations === undefined ? {} : { operations: body.operations }),
    force: body.force ?? false,
    redo: request.kind === 'redo',
  });
  for (const result of results) await deps.mirror.show(result.changeSetId);
  for (const set of sets) await deps.mirror.show(set.id);
  deps.crash('undo-answered');
  return results;
}
