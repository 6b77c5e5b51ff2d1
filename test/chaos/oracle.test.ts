// The oracle can say no: what was done twice, undone, done unasked or told falsely does not pass.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Approval } from '../../src/contract/changes.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import { wrongIn, writeTree } from '../rig/job.ts';
import { randomOf } from '../rig/random.ts';
import { expectedOf } from './oracle.ts';
import { planTask, type TaskPlan } from './plan-task.ts';
import type { Made, Told } from './script.ts';

/** A plan of this seed with an append and a move in its first round. */
const plan: TaskPlan = Array.from({ length: 500 }, (_, n) => planTask(randomOf(5), n)).find(({ rounds }) => {
  const tools = rounds[0]!.map(({ call }) => call.name);
  return tools.length === 2 && tools.includes('edit_file') && tools.includes('move_files');
})!;
const round = plan.rounds[0]!;
const made = (...told: (Told | undefined)[]): Made[] =>
  round.map((planned, index) => ({ step: 0, index, planned, told: told[index] }));
const seen = (more: Partial<Parameters<typeof expectedOf>[0]>) =>
  expectedOf({ plan, made: made('ok', 'ok'), approvals: [], changes: [], log: [], ...more });

/** A question about everything that the round does, answered so. */
function answered(status: Approval['status'], ticked?: (key: string) => boolean): Approval {
  const operations = round.flatMap(({ effects }) =>
    effects.map(({ key, mark }) => {
      const [from, to] = key.split('>').map((path) => (path === '' ? undefined : `/folders/${plan.name}/${path}`));
      return { id: key, ...(from ? { from } : {}), ...(to ? { to } : {}), ...(mark ? { diff: mark } : {}) };
    }),
  );
  const kept = ticked ? { operations: operations.map(({ id }) => id).filter(ticked) } : {};
  return { id: 'a', step: 0, status, preview: { operations }, ...kept } as unknown as Approval;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-oracle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the expected tree', () => {
  it('is the one that the calls make, and shows what is missing, strange or twice', async () => {
    const { tree, wrong, effects } = seen({});
    expect(wrong).toEqual([]);
    expect(effects).toBe(round.flatMap((planned) => planned.effects).length);
    writeTree(folder, tree);
    expect(await wrongIn(folder, tree)).toEqual([]);
    const log = readFileSync(join(folder, 'Log.md'), 'utf8');
    expect(log).toMatch(/line \d+, once/);
    writeFileSync(join(folder, 'Log.md'), log.replace(/(line \d+, once\n)/, '$1$1'));
    expect(await wrongIn(folder, tree)).toEqual(['other content: Log.md']);
    appendFileSync(join(folder, 'foreign.txt'), 'x');
    const [some] = [...tree.keys()].filter((path) => path !== 'Log.md');
    renameSync(join(folder, some!), join(folder, 'elsewhere.txt'));
    expect(await wrongIn(folder, tree)).toEqual(
      expect.arrayContaining([`missing: ${some}`, 'strange: foreign.txt', 'strange: elsewhere.txt']),
    );
  });

  it('is the one before where the person said no, and a model that was told otherwise is wrong', () => {
    expect(seen({ made: made('denied', 'denied'), approvals: [answered('denied')] })).toMatchObject({
      tree: plan.before,
      wrong: [],
    });
    const lied = seen({ made: made('ok', 'ok'), approvals: [answered('denied')] });
    expect(lied.tree).toEqual(plan.before);
    expect(lied.wrong).toHaveLength(2);
  });

  it('holds only what was ticked', () => {
    const { tree, wrong } = seen({ approvals: [answered('allowed', (key) => key === '>Log.md')] });
    expect(wrong).toEqual([]);
    expect([...tree.keys()].sort()).toEqual([...plan.before.keys()].sort());
    expect(tree.get('Log.md')).toContain(', once');
  });

  it('knows nobody who allowed what is still asked, nor a no that nobody gave', () => {
    expect(seen({ approvals: [answered('pending')] }).wrong).toHaveLength(2);
    expect(seen({ made: made('denied', 'ok') }).wrong).toHaveLength(1);
    expect(seen({ made: made({ error: 'odd' }, 'ok') }).wrong).toHaveLength(1);
  });

  it('holds a call that the model never heard of only where the product says that it was done', () => {
    const log = [{ type: 'tool_finished', step: 0, index: 0, ok: true }] as unknown as TaskEvent[];
    expect(seen({ made: made(undefined, undefined) }).tree).toEqual(plan.before);
    expect(seen({ made: made(undefined, undefined), log }).effects).toBe(round[0]!.effects.length);
  });
});
