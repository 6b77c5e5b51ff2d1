// Loop guards, budget told, notes and the check: pure functions.
import { describe, expect, it } from '@jest/globals';
import { budgetNotes } from '../../src/model/budget-notes.ts';
import { checkBlocks, needsCheck } from '../../src/model/check.ts';
import { NO_GUARDS, afterStep, refusal } from '../../src/model/guards.ts';
import type { GuardState, GuardVerdict, GuardedCall } from '../../src/model/guards.ts';
import { firstUserBlocks, noteBlocks } from '../../src/model/notes.ts';
import { facts } from './transcripts.ts';

const look: GuardedCall = {
  name: 'list_files',
  input: { path: '/folders/a', recursive: true },
  isError: false,
  said: '3 files',
  changed: false,
};
const plan = [{ title: 'Look', status: 'active' as const }];

function run(steps: readonly (readonly GuardedCall[])[], more: { plan?: typeof plan; spokeAt?: number } = {}): GuardVerdict[] {
  let state: GuardState = NO_GUARDS;
  return steps.map((calls, step) => {
    // Through JSON, as the loop keeps it.
    state = JSON.parse(JSON.stringify(state)) as GuardState;
    const verdict = afterStep(state, {
      step,
      calls,
      plan: more.plan ?? [{ title: `Item ${step}`, status: 'active' }],
      userSpoke: step === more.spokeAt,
    });
    state = verdict.state;
    return verdict;
  });
}
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('the same call again', () => {
  it('is told the third time, asked away the fourth, and pauses the fifth', () => {
    const verdicts = run(times(5, [look]));
    expect(verdicts.map((v) => v.notes.length)).toEqual([0, 0, 1, 1, 0]);
    expect(verdicts[2]?.notes[0]).toMatch(/3 times/);
    expect(verdicts[3]?.notes[0]).toMatch(/another way/);
    expect(verdicts.map((v) => v.pause !== undefined)).toEqual([false, false, false, false, true]);
  });

  it('is the same whatever the order of its members, also within one step', () => {
    const turned = { ...look, input: { recursive: true, path: '/folders/a' } };
    expect(run([[look, turned, look]])[0]?.notes[0]).toMatch(/3 times/);
    expect(run([[look, { ...look, input: { path: '/folders/b' } }, look]])[0]?.notes).toEqual([]);
  });

  it('counts anew after a change and after words of the user', () => {
    const move = { ...look, name: 'move_files', changed: true };
    expect(run([[look], [look], [move], [look], [look]]).flatMap((v) => v.notes)).toEqual([]);
    expect(run(times(4, [look]), { spokeAt: 2 }).flatMap((v) => v.notes)).toEqual([]);
  });

  it('is counted even with other calls in between', () => {
    const other = (n: number): GuardedCall => ({ ...look, input: { path: `/folders/${n}` } });
    expect(run([[look], [other(1)], [look], [other(2)], [look]]).at(-1)?.notes[0]).toMatch(/3 times/);
  });
});

describe('a call that fails', () => {
  const failing = { ...look, isError: true, said: 'no such folder' };
  const after = (calls: GuardedCall[]): string | undefined => refusal(run(calls.map((c) => [c])).at(-1)!.state, look);

  it('twice in the same way is refused with the same input, not with another', () => {
    expect(after([failing])).toBeUndefined();
    expect(after([failing, failing])).toMatch(/failed 2 times.*no such folder/);
    const state = run([[failing], [failing]]).at(-1)!.state;
    expect(refusal(state, { name: 'list_files', input: { path: '/folders/b' } })).toBeUndefined();
  });

  it('in two ways, or with a success or a change in between, is not', () => {
    expect(after([failing, { ...failing, said: 'disk error' }])).toBeUndefined();
    expect(after([failing, look, failing])).toBeUndefined();
    expect(after([failing, { ...look, name: 'move_files', changed: true }, failing])).toBeUndefined();
  });

  it('stays refused when the refusal itself comes back as an error', () => {
    const words = after([failing, failing])!;
    expect(after([failing, failing, { ...failing, said: words }])).toMatch(/failed 2 times.*no such folder/);
  });
});

describe('the plan', () => {
  it('that does not move for 25 steps brings a nudge, once per 25', () => {
    const verdicts = run(times(60, []), { plan });
    expect(verdicts.flatMap((v, step) => (v.notes.length > 0 ? [step] : []))).toEqual([25, 50]);
    expect(verdicts[25]?.notes[0]).toMatch(/Step back/);
  });

  it('that is missing for 25 steps too', () => {
    expect(
      run(times(26, []), { plan: [] })
        .flatMap((v) => v.notes)
        .join(),
    ).toMatch(/update_plan/);
  });

  it('that moves brings none', () => {
    expect(run(times(60, [])).flatMap((v) => v.notes)).toEqual([]);
  });
});

describe('the budget', () => {
  const at = (usd: number | null, told: readonly number[] = [], maxUsd = 10): ReturnType<typeof budgetNotes> =>
    budgetNotes(told, { ...facts.usage, usd, steps: 10 }, { maxUsd, maxSteps: 300 });

  it('is told at 50, 20 and 5 %, once each', () => {
    expect(at(4.9)).toEqual({ told: [], notes: [] });
    expect(at(5)).toEqual({ told: [50], notes: ['Budget: 50 % left (5.00 USD).'] });
    expect(at(6, [50]).notes).toEqual([]);
    expect(at(8, [50]).notes[0]).toMatch(/20 % left/);
    expect(at(9.6, [50, 20]).notes[0]).toMatch(/4 % left.*clean end/);
  });

  it('is told once where a step skips thresholds, and again after a raise', () => {
    expect(at(9.6)).toMatchObject({ told: [50, 20, 5], notes: [expect.stringMatching(/4 %/)] });
    expect(at(9.6, [50, 20, 5], 100)).toEqual({ told: [], notes: [] });
  });

  it('goes by steps where the price is unknown, and says nothing without caps', () => {
    expect(budgetNotes([], { ...facts.usage, usd: null, steps: 151 }, { maxUsd: 5, maxSteps: 300 }).notes[0]).toMatch(
      /149 steps/,
    );
    expect(budgetNotes([], facts.usage, {})).toEqual({ told: [], notes: [] });
  });
});

describe('user messages', () => {
  const text = (blocks: readonly { [name: string]: unknown }[]): string => blocks.map((b) => String(b['text'])).join('\n');

  it('begin with date in the user’s zone, mode, folders, attachments and budget, then the task in the user’s words', () => {
    const { blocks } = firstUserBlocks(facts);
    expect(text(blocks)).toMatch(/Date: Friday 2026-11-20 \(Europe\/Berlin\)/);
    expect(text(blocks)).toMatch(/Mode: ask.*\/folders\/Receipts \(write\).*\/uploads\/list\.csv.*Budget: 5 USD, 300 steps/s);
    expect(blocks.at(-1)).toEqual({ type: 'text', text: facts.prompt });
    expect(text(blocks)).not.toContain('/home/ann');
  });

  it('later tell only what has changed', () => {
    const { told } = firstUserBlocks(facts);
    expect(noteBlocks(facts, told).blocks).toEqual([]);
    const later = { ...facts, nowIso: '2026-11-20T23:30:00Z', mode: 'act' as const, plan };
    const changed = noteBlocks(later, told, ['Budget: 50 % left.']);
    expect(text(changed.blocks)).toBe(
      '<notice>\nDate: Saturday 2026-11-21 (Europe/Berlin)\nMode is now act: change sets apply at once, except what always asks.\nPlan: 0 of 1 done; now: Look\nBudget: 50 % left.\n</notice>',
    );
    expect(noteBlocks(later, changed.told).blocks).toEqual([]);
  });

  it('tell folders that were added or removed', () => {
    const { told } = firstUserBlocks(facts);
    expect(text(noteBlocks({ ...facts, folders: [] }, told).blocks)).toMatch(/folders have changed.*none granted/s);
  });
});

describe('the check', () => {
  it('is asked once, only where something was done or promised', () => {
    expect(needsCheck({ effects: 0, outputs: 0, asked: false })).toBe(false);
    expect(needsCheck({ effects: 1, outputs: 0, asked: false })).toBe(true);
    expect(needsCheck({ effects: 0, outputs: 1, asked: false })).toBe(true);
    expect(needsCheck({ effects: 1, outputs: 1, asked: true })).toBe(false);
    expect(String(checkBlocks()[0]?.['text'])).toMatch(/against the request.*evidence/is);
  });
});
