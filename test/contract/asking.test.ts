// The rules of asking as a table: one line per case, each with the sentence of the contract it stands for.
import { describe, expect, it } from '@jest/globals';
import { judge } from '../../src/contract/asking.ts';
import type { AskFacts, Standing, Verdict } from '../../src/contract/asking.ts';
import type { Access, Mode } from '../../src/contract/task.ts';

type Kind = AskFacts['folders'][number]['kind'];
const folder = (name: string, access: Access, kind: Kind) => ({ grantId: `g-${name}`, name, access, kind });
const NOTHING: AskFacts = {
  folders: [],
  operations: 1,
  deletes: [],
  replaces: [],
  shrinks: [],
  leaves: [],
  dotfiles: [],
  executables: [],
  fresh: [],
  irreversible: [],
};
/** One change of a kind in a folder A, with the paths that such a change has. */
const change = (access: Access, kind: Kind, more: Partial<AskFacts> = {}): AskFacts => ({
  ...NOTHING,
  folders: [folder('A', access, kind)],
  ...(kind === 'replace' ? { replaces: ['/folders/A/x'] } : {}),
  ...(kind === 'delete' ? { deletes: ['/folders/A/x'] } : {}),
  ...more,
});
const X = ['/folders/A/x'];
const stands = (kind: Kind, more: { tool?: string; grantId?: string } = {}): Standing[] => [
  { scope: 'task', tool: 'move_files', grantId: 'g-A', kind, ...more },
];
const always = (kind: Kind, grantId = 'g-A'): Standing[] => [{ scope: 'always', grantId, kind }];

const APPLY = 'apply';
const ASK = 'ask';
const ALWAYS = 'ask always';
const REFUSE = 'refuse';
const short = (v: Verdict): string => (v.kind === 'ask' && v.always ? ALWAYS : v.kind);

interface Case {
  says: string;
  mode: Mode;
  facts: AskFacts;
  is: string;
  rule?: RegExp;
  standing?: Standing[];
  internal?: boolean;
}
const cases: Case[] = [];
const add = (says: string, mode: Mode, facts: AskFacts, is: string, more: Partial<Case> = {}): void => {
  cases.push({ says, mode, facts, is, ...more });
};

// every access × mode × kind
const KINDS: Kind[] = ['create', 'move', 'replace', 'delete'];
const MODES: Mode[] = ['ask', 'auto', 'act'];
const TABLE: Record<Access, Record<Mode, [create: string, move: string, replace: string, remove: string]>> = {
  read: { ask: [REFUSE, REFUSE, REFUSE, REFUSE], auto: [REFUSE, REFUSE, REFUSE, REFUSE], act: [REFUSE, REFUSE, REFUSE, REFUSE] },
  write: { ask: [ASK, ASK, ASK, ALWAYS], auto: [APPLY, APPLY, ASK, ALWAYS], act: [APPLY, APPLY, APPLY, ALWAYS] },
  full: { ask: [ASK, ASK, ASK, ASK], auto: [APPLY, APPLY, ASK, ASK], act: [APPLY, APPLY, APPLY, APPLY] },
};
for (const access of ['read', 'write', 'full'] as const)
  for (const mode of MODES)
    KINDS.forEach((kind, i) =>
      add(`${kind} with access ${access}`, mode, change(access, kind), TABLE[access][mode][i as 0 | 1 | 2 | 3]),
    );

// what always asks
for (const mode of MODES) {
  add('more than half of a file is lost, access write', mode, change('write', 'replace', { shrinks: X }), ALWAYS, {
    rule: /more than half/,
  });
  add('a move leaves a folder with access write', mode, change('write', 'move', { leaves: X }), ALWAYS, { rule: /leaves/ });
  add('bytes cannot be kept, access write', mode, change('write', 'replace', { irreversible: X }), ALWAYS, { rule: /undo/ });
  add('bytes cannot be kept, access full', mode, change('full', 'delete', { irreversible: X }), ALWAYS, { rule: /undo/ });
  add('a move onto an existing file counts as deleting it', mode, change('write', 'move', { deletes: X }), ALWAYS, {
    rule: /delet/,
  });
  add('read only comes before every question', mode, change('read', 'delete', { irreversible: X }), REFUSE, {
    rule: /A may only be read/,
  });
}

// with full access these follow the mode
add('a shrink, access full', 'act', change('full', 'replace', { shrinks: X }), APPLY);
add('a shrink, access full', 'auto', change('full', 'replace', { shrinks: X }), ASK, { rule: /auto/ });
add('a shrink, access full', 'ask', change('full', 'replace', { shrinks: X }), ASK, { rule: /mode ask/ });
add('a leaving move, access full', 'act', change('full', 'move', { leaves: X }), APPLY);
add('a leaving move, access full', 'auto', change('full', 'move', { leaves: X }), ASK, { rule: /auto.*leaves/ });
add('a leaving move, access full', 'ask', change('full', 'move', { leaves: X }), ASK);
add('an overwriting move, access full', 'auto', change('full', 'move', { deletes: X }), ASK, { rule: /auto.*deleted/ });
add('an overwriting move, access full', 'act', change('full', 'move', { deletes: X }), APPLY);

// mode auto
add('50 operations', 'auto', change('write', 'move', { operations: 50 }), APPLY);
add('51 operations', 'auto', change('write', 'move', { operations: 51 }), ASK, { rule: /more than 50/ });
add('51 operations', 'act', change('write', 'move', { operations: 51 }), APPLY);
add('a dotfile', 'auto', change('write', 'create', { dotfiles: X }), ASK, { rule: /hidden/ });
add('a dotfile', 'act', change('write', 'create', { dotfiles: X }), APPLY);
add('an executable', 'auto', change('write', 'create', { executables: X }), ASK, { rule: /program/ });
add('an executable', 'act', change('write', 'create', { executables: X }), APPLY);
add('a file that somebody just changed', 'auto', change('write', 'move', { fresh: X }), ASK, { rule: /last 10 minutes/ });
add('a file that somebody just changed', 'act', change('write', 'move', { fresh: X }), APPLY);
add('changed attributes, a replace without a path', 'auto', change('full', 'replace', { replaces: [] }), ASK, {
  rule: /replaced/,
});

add('a delete without a path', 'auto', change('full', 'delete', { deletes: [] }), ASK, { rule: /replaced/ });
add('the folder itself', 'act', change('full', 'delete', { deletes: ['/folders/A'] }), APPLY);

// several folders
const two = (a: Access, b: Access, kinds: [Kind, Kind], more: Partial<AskFacts> = {}): AskFacts => ({
  ...NOTHING,
  folders: [folder('A', a, kinds[0]), folder('B', b, kinds[1])],
  ...more,
});
add('one of two folders is read only', 'act', two('full', 'read', ['create', 'create']), REFUSE, { rule: /B may only/ });
add('a delete in full, a create in write', 'act', two('full', 'write', ['delete', 'create'], { deletes: X }), APPLY);
add('a delete in write, a create in full', 'act', two('write', 'full', ['delete', 'create'], { deletes: X }), ALWAYS);
add('a move from full into write', 'act', two('full', 'write', ['move', 'create'], { leaves: X }), APPLY);
add('a move from write into full', 'act', two('write', 'full', ['move', 'create'], { leaves: X }), ALWAYS);
add('a move from write into write', 'act', two('write', 'write', ['move', 'create'], { leaves: X }), ALWAYS);
add('moves inside each of two folders', 'auto', two('write', 'write', ['move', 'move']), APPLY);
add('a folder name that begins like another', 'act', change('full', 'create', { deletes: ['/folders/A-2/x'] }), ALWAYS);
add('a delete in a place of no touched folder', 'act', { ...NOTHING, deletes: ['/folders/Z/x'] }, ALWAYS);

// standing decisions
add('the same tool, folder and kind', 'ask', change('write', 'move'), APPLY, {
  standing: stands('move'),
  rule: /allowed this before/,
});
add('a smaller kind', 'ask', change('write', 'create'), APPLY, { standing: stands('move') });
add('a greater kind', 'ask', change('write', 'replace'), ASK, { standing: stands('move') });
add('another tool', 'ask', change('write', 'move'), ASK, { standing: stands('move', { tool: 'write_file' }) });
add('another folder', 'ask', change('write', 'move'), ASK, { standing: stands('move', { grantId: 'g-B' }) });
add('only one of two folders', 'ask', two('write', 'write', ['move', 'move']), ASK, { standing: stands('move') });
add('always, whatever the tool', 'ask', change('write', 'move'), APPLY, {
  standing: always('move'),
  rule: /allowed this before/,
});
add('always, a smaller kind', 'ask', change('write', 'create'), APPLY, { standing: always('replace') });
add('always, a smaller kind', 'auto', change('write', 'create', { operations: 51 }), APPLY, { standing: always('create') });
add('always, a greater kind', 'ask', change('write', 'replace'), ASK, { standing: always('move') });
add('always, in another folder', 'ask', change('write', 'move'), ASK, { standing: always('move', 'g-B') });
add('always, in one of two folders', 'ask', two('write', 'write', ['move', 'move']), ASK, { standing: always('move') });
add('always in one, to the end of the task in the other', 'ask', two('write', 'write', ['move', 'move']), APPLY, {
  standing: [...always('move'), ...stands('move', { grantId: 'g-B' })],
});
add('always never covers a delete with access write', 'act', change('write', 'delete'), ALWAYS, { standing: always('delete') });
add('always never covers a move onto a file with access write', 'ask', change('write', 'move', { deletes: X }), ALWAYS, {
  standing: always('delete'),
});
add('always never covers a shrink with access write', 'ask', change('write', 'replace', { shrinks: X }), ALWAYS, {
  standing: always('delete'),
});
add('always never covers a move out with access write', 'ask', change('write', 'move', { leaves: X }), ALWAYS, {
  standing: always('delete'),
});
add('always covers a delete with access full', 'ask', change('full', 'delete'), APPLY, { standing: always('delete') });
add('always does not open a read-only folder', 'act', change('read', 'create'), REFUSE, { standing: always('delete') });
add('standing, but a dotfile in mode auto', 'auto', change('write', 'move', { dotfiles: X }), APPLY, {
  standing: stands('move'),
});
add('standing never covers a delete with access write', 'act', change('write', 'delete'), ALWAYS, { standing: stands('delete') });
add('standing never covers a shrink with access write', 'act', change('write', 'replace', { shrinks: X }), ALWAYS, {
  standing: stands('delete'),
});
add('standing never covers what cannot be undone', 'act', change('full', 'delete', { irreversible: X }), ALWAYS, {
  standing: always('delete'),
});
add('standing covers a delete with access full', 'ask', change('full', 'delete'), APPLY, { standing: stands('delete') });
add('moves inside do not stand for moves out', 'ask', change('full', 'move', { leaves: X }), ASK, { standing: stands('move') });
add('moves out stand for moves out', 'ask', change('full', 'move', { leaves: X }), APPLY, { standing: stands('delete') });
add('moves do not stand for moves onto files', 'ask', change('full', 'move', { deletes: X }), ASK, {
  standing: stands('replace'),
});
add('standing does not open a read-only folder', 'ask', change('read', 'create'), REFUSE, { standing: stands('delete') });
add('standing and no folder at all', 'ask', NOTHING, ASK, { standing: stands('delete') });

// the task's own places
add('own places', 'ask', NOTHING, APPLY, { internal: true, rule: /own places/ });
add('own places, many and large', 'ask', { ...NOTHING, operations: 900, deletes: ['/scratch/x'] }, APPLY, { internal: true });
add('a delivery out of a read-only folder', 'ask', change('read', 'create'), APPLY, { internal: true });

describe('the rules of asking', () => {
  it('has at least 40 cases', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  it.each(cases.map((c) => [`${c.mode}: ${c.says} → ${c.is}`, c] as const))('%s', (_, c) => {
    const verdict = judge({
      mode: c.mode,
      tool: 'move_files',
      internal: c.internal ?? false,
      facts: c.facts,
      standing: c.standing ?? [],
    });
    expect(short(verdict)).toBe(c.is);
    expect(verdict.rule).toMatch(c.rule ?? /./);
  });

  it('never grows milder when the mode grows stricter', () => {
    const mildness: Record<string, number> = { [APPLY]: 3, [ASK]: 2, [ALWAYS]: 1, [REFUSE]: 0 };
    for (const { facts } of cases) {
      const [ask, auto, act] = MODES.map((mode) => {
        const verdict = judge({ mode, tool: 'move_files', internal: false, facts, standing: [] });
        return mildness[short(verdict)]!;
      });
      expect(ask!).toBeLessThanOrEqual(auto!);
      expect(auto!).toBeLessThanOrEqual(act!);
    }
  });
});
