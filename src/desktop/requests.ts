// Work that only this machine can do and that must not need Temporal: undo, redo, deleting a task's files, changed folders.
import type { CrashPoints } from '../contract/crash-points.ts';
import { isCoworkError } from '../contract/errors.ts';
import type { ChangeSets, Grants } from '../files/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { DesktopRequest, TaskStore } from '../store/port.ts';
import { settleFolders } from './folders.ts';
import type { Mirror } from './mirror.ts';

export interface RequestDeps {
  readonly store: TaskStore;
  readonly changeSets: ChangeSets;
  readonly grants: Grants;
  readonly ledger: Ledger;
  readonly mirror: Mirror;
  readonly crash: CrashPoints;
  readonly log: { error(fields: object, message: string): void };
}

/** Drains the waiting requests one after the other. `drain` while draining runs once more afterwards: no request is overlooked. */
export function createRequests(deps: RequestDeps): { drain(): Promise<void> } {
  let draining: Promise<void> | undefined;
  let again = false;
  const loop = async (): Promise<void> => {
    /** Tried in this drain and left for the next one. */
    const later = new Set<string>();
    do {
      again = false;
      const requests = (await deps.store.pendingRequests()).filter((request) => !later.has(request.id));
      for (const request of requests) if (!(await serve(deps, request))) later.add(request.id);
      // The store hands them out in pages.
      if (requests.length > 0) again = true;
    } while (again);
  };
  return {
    drain() {
      if (draining) again = true;
      draining ??= loop().finally(() => (draining = undefined));
      return draining;
    },
  };
}

/** Each kind is idempotent, so a request that was served before a crash is simply served again. False: it is tried again later. */
async function serve(deps: RequestDeps, request: DesktopRequest): Promise<boolean> {
  try {
    switch (request.kind) {
      case 'undo':
      case 'redo':
        await deps.store.endRequest(request.id, { result: await undo(deps, request) });
        return true;
      case 'folders':
        await settleFolders(deps, request.taskId);
        await deps.store.endRequest(request.id, { result: [] });
        return true;
      case 'delete':
        await deps.changeSets.forget(request.taskId);
        await deps.ledger.forget(request.taskId);
        await deps.grants.forget(request.taskId);
        await deps.store.endRequest(request.id, { result: [] });
        return true;
    }
  } catch (error) {
    const known = isCoworkError(error) ? error : undefined;
    deps.log.error({ err: error, request: request.id, kind: request.kind }, 'a request of the desktop failed');
    // Nobody waits for the answer of these two, and neither may be left half done.
    if (request.kind === 'folders' || request.kind === 'delete') return false;
    await deps.store.endRequest(request.id, {
      error: {
        code: known?.code ?? 'internal',
        detail: known?.detail ?? 'Something went wrong inside; nothing was lost. See cowork logs.',
      },
    });
    return true;
  }
}

async function undo(deps: RequestDeps, request: DesktopRequest) {
  deps.crash('undo-taken');
  const body = request.body as { changeSetId?: string; operations?: string[]; force?: boolean };
  const { results, sets } = await deps.changeSets.undo({
    requestId: request.id,
    taskId: request.taskId,
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
