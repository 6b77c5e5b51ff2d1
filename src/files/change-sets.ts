// Change sets: everything that a tool call does to files, previewed, decided once, journaled, applied, undoable as one.
//
// A set is frozen into things and the spots that they move between (plan), its new content staged beside the target (stage). Applying
// looks again (check), commits the decision with everything that recovery needs (journal), renames (perform) and commits state and
// receipt together (settle). From the decision on, progress is read from inodes, so a crash anywhere is rolled on (recover).
import type { OpenLedger } from '../ledger/open-ledger.ts';
import type { Output } from '../contract/task.ts';
import { callKeyText } from '../contract/ids.ts';
import { applySet, outcomeOf } from './changes/apply.ts';
import { createBallast } from './changes/ballast.ts';
import type { Context } from './changes/context.ts';
import { type Faults, NO_FAULTS } from './changes/faults.ts';
import { freezeDraft, readDraft } from './changes/freeze.ts';
import { createJoin } from './changes/join.ts';
import { forget, prune } from './changes/prune.ts';
import { frozenOf, shownSet } from './changes/frozen.ts';
import { readSetOfCall, recordOf, rowOf, rowOfCall, setOrThrow } from './changes/records.ts';
import { recoverAll } from './changes/recover.ts';
import { abandonSet, discard, rejectSet, undecidedSets } from './changes/reject.ts';
import { changedSince } from './changes/refuse-changed.ts';
import { createRootLocks } from './changes/root-locks.ts';
import type { ChangesDb } from './changes/schema.ts';
import { undo } from './changes/undo.ts';
import { rootsOf } from './changes/undo-choice.ts';
import type { Places } from './places.ts';
import type { ChangeSets } from './port.ts';
import type { Sensitive } from './sensitive.ts';

export interface ChangeSetDeps {
  /** COWORK_HOME: `files/kept` below it holds staged content and pre-images of folders on the same volume. */
  readonly home: string;
  /** Opened with `owners: [CHANGES, …]`. */
  readonly ledger: Pick<OpenLedger, 'db' | 'receiptIn' | 'receiptOf'>;
  readonly places: Places;
  readonly sensitive: Pick<Sensitive, 'below'>;
  /** Host path of the folder for deliveries of this task; it is made when first needed. */
  readonly deliverRoot: (taskId: string) => Promise<string>;
  readonly now?: () => Date;
  readonly faults?: Faults;
}

export function createChangeSets(deps: ChangeSetDeps): ChangeSets {
  const db = deps.ledger.db as unknown as ChangesDb;
  const c: Context = {
    db,
    ledger: deps.ledger,
    places: deps.places,
    sensitive: deps.sensitive,
    home: deps.home,
    deliverRoot: deps.deliverRoot,
    now: deps.now ?? (() => new Date()),
    faults: deps.faults ?? NO_FAULTS,
    latest: {},
    locks: createRootLocks(),
    ballast: createBallast(deps.home),
  };
  const join = createJoin();

  return {
    freeze: (key, tool, draft, options) =>
      join(`freeze ${callKeyText(key)}`, async () => {
        const known = await readSetOfCall(db, key);
        return known ? { kind: 'frozen', set: await frozenOf(db, known) } : freezeDraft(c, { key, tool, draft, options });
      }),

    get: async (id) => shownSet(db, await rowOf(db, id)),

    ofCall: async (key) => shownSet(db, await rowOfCall(db, key)),

    apply: (id, options) => join(`apply ${id}`, async () => outcomeOf(c, await applySet(c, id, options))),

    reject: (id, receipt) => rejectSet(c, id, receipt),

    refreeze: (id) =>
      join(`refreeze ${id}`, async () => {
        const old = await setOrThrow(db, id);
        const newest = await readSetOfCall(db, old.key);
        // Somebody refroze it before: that is the answer.
        if (newest && newest.id !== id) return frozenOf(db, newest);
        if (old.phase !== 'staged') return frozenOf(db, old);
        const { unchangedSince, said } = old.head;
        if (unchangedSince !== undefined) throw await changedSince(c, old);
        const draft = await readDraft(c, id);
        const options = said === undefined ? {} : { said };
        const frozen = await freezeDraft(c, { key: old.key, tool: old.tool, draft, options, replaces: id });
        await discard(c, id);
        // The set's own paths are no overlap, and no other set of the task could touch them while it waited.
        return frozen.kind === 'frozen' ? frozen.set : frozenOf(db, await setOrThrow(db, frozen.with));
      }),

    recover: () => recoverAll(c),

    undo: (request) => join(`undo ${request.requestId}`, () => undo(c, request)),

    async outputs(setId) {
      const rows = await db.selectFrom('change_outputs').select('body').where('set_id', '=', setId).execute();
      return rows.map((row) => JSON.parse(row.body) as Output);
    },

    async ofTask(taskId) {
      const rows = await db.selectFrom('change_sets').select('id').where('task_id', '=', taskId).orderBy('n').execute();
      return rows.map((row) => row.id);
    },

    async proposed(taskId) {
      const rows = await db
        .selectFrom('change_sets')
        .selectAll()
        .where('task_id', '=', taskId)
        .where('state', '=', 'proposed')
        .where('is_undo', '=', 0)
        .orderBy('n')
        .execute();
      return Promise.all(rows.map((row) => frozenOf(db, recordOf(row))));
    },

    undecided: () => undecidedSets(db),

    abandon: (id) => join(`abandon ${id}`, () => abandonSet(c, id)),

    async undoable(taskId) {
      const roots = await rootsOf(db, taskId);
      return roots
        .filter((root) => root.state === 'applied' && !root.pruned)
        .sort((a, b) => b.appliedN! - a.appliedN!)
        .map((root) => root.id);
    },

    prune: (limits) => join('prune', () => prune(c, limits)),

    forget: (taskId) => forget(c, taskId),
  };
}
