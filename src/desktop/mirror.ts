// Shows in the task store what the desktop store holds of a change set. Idempotent: rows by id, events by key.
import { doneInWords, nounOf } from '../contract/change-words.ts';
import type { EventBody } from '../contract/events.ts';
import type { ChangeSets, FrozenSet } from '../files/port.ts';
import type { ChangeSetHead, TaskStore } from '../store/port.ts';

interface More {
  readonly reason?: string;
  /** Says of a set that still waits what is about to become of it; with the reason it is passed over for any other. */
  readonly soon?: 'rejected';
}

export interface Mirror {
  /** Brings rows and events up to the set's present state. `reason` is for what the set itself does not know (a rule, a note). */
  show(setId: string, more?: More): Promise<void>;
  /** The same in two parts: looks at the desktop now, and writes in a transaction of the caller's. */
  prepare(setId: string, more?: More): Promise<(tx: TaskStore) => Promise<void>>;
}

export function createMirror(deps: { store: TaskStore; changeSets: Pick<ChangeSets, 'get'>; now: () => Date }): Mirror {
  const prepare: Mirror['prepare'] = async (setId, { soon, ...said } = {}) => {
    const now = await deps.changeSets.get(setId);
    const set = now && soon && now.state === 'proposed' ? { ...now, state: soon } : now;
    const given: More = soon && set === now ? {} : said;
    // An undo changes how the other set stands: that is shown with it, whoever comes first after a crash.
    const other = set?.undoOf === undefined ? undefined : await deps.changeSets.get(set.undoOf);
    const showOther = other && (await prepare(other.id));
    return async (tx) => {
      if (!set || set.internal) return;
      await showOther?.(tx);
      const more: More = set.reason === undefined ? given : { reason: set.reason, ...given };
      const shown = await tx.changeSet(set.id);
      if (shown?.state === set.state && (more.reason === undefined || shown.reason === more.reason)) return;
      // Deleted meanwhile; what its journal still had to do on disk is done all the same.
      if (!shown && !(await tx.task(set.key.taskId))) return;
      if (!shown) await tx.putChangeSet(headOf(set, more), set.operations);
      await tx.patchChangeSet(set.id, {
        state: set.state,
        summary: summaryOf(set),
        counts: set.counts,
        leftOut: set.leftOut,
        undoable: set.state === 'applied' && set.undoOf === undefined,
        ...(more.reason === undefined ? {} : { reason: more.reason }),
        ...(set.state === 'applied' ? { appliedAt: shown?.appliedAt ?? deps.now().toISOString() } : {}),
      });
      const event = eventOf(set, { ...more, ...(other?.state === 'applied' ? { leaves: other.state } : {}) });
      if (event) await tx.append(set.key.taskId, event, keyOf(event, set.id));
    };
  };
  return {
    prepare,
    async show(setId, more) {
      await deps.store.transaction(await prepare(setId, more));
    },
  };
}

/** What got stuck may be taken back later: that is another event. */
const keyOf = (event: EventBody, id: string): string =>
  event.type === 'changes_refused' ? `${event.type}/${id}/${event.state}` : `${event.type}/${id}`;

function headOf(set: FrozenSet, more: More): ChangeSetHead {
  return {
    id: set.id,
    taskId: set.key.taskId,
    step: set.key.step,
    tool: set.tool,
    state: set.state,
    summary: summaryOf(set),
    counts: set.counts,
    irreversible: [...set.irreversible],
    undoable: set.state === 'applied' && set.undoOf === undefined,
    createdAt: set.createdAt,
    ...(set.undoOf === undefined ? {} : { undoOf: set.undoOf }),
    ...(more.reason === undefined ? {} : { reason: more.reason }),
  };
}

/** What will happen, and once it has, what happened (also when it was undone later). An undo's own words already say that. */
const summaryOf = (set: FrozenSet): string =>
  (set.state === 'applied' || set.state === 'undone') && set.undoOf === undefined
    ? doneInWords(set.counts, nounOf(set.summary))
    : set.summary;

function eventOf(set: FrozenSet, more: More & { leaves?: 'applied' }): EventBody | undefined {
  const { id: changeSetId, counts, state } = set;
  const summary = summaryOf(set);
  switch (state) {
    case 'proposed':
      return { type: 'changes_proposed', changeSetId, summary, counts };
    case 'applied':
      return set.undoOf === undefined
        ? { type: 'changes_applied', changeSetId, summary, counts }
        : {
            type: 'changes_undone',
            changeSetId,
            undoOf: set.undoOf,
            summary,
            counts,
            ...(more.leaves ? { leaves: more.leaves } : {}),
          };
    case 'undone':
      // The undo set's own event says it.
      return undefined;
    case 'rejected':
    case 'conflict':
    case 'failed':
    case 'stuck':
      return { type: 'changes_refused', changeSetId, state, summary: more.reason ?? summary };
  }
}
