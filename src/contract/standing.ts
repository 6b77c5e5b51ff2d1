// What a decision that holds longer than once would allow, and which of these scopes a question offers.
import { harmByFolder } from './asking.ts';
import type { AskFacts, ChangeKind, Verdict } from './asking.ts';
import type { Scope } from './changes.ts';

/** What scope `task` (or `always`) on this change set would go on allowing: per folder its greatest kind. Sorted by grant. */
export function standingFor(facts: AskFacts, tool: string): { tool: string; grantId: string; kind: ChangeKind }[] {
  return [...harmByFolder(facts)]
    .map(([grantId, kind]) => ({ tool, grantId, kind }))
    .sort((a, b) => (a.grantId < b.grantId ? -1 : 1));
}

/** The scopes that a question offers, the default first. `schedule` comes with schedules, `always` with a place to list and revoke it. */
export function scopesFor(verdict: Extract<Verdict, { kind: 'ask' }>): Scope[] {
  return verdict.always ? ['once'] : ['once', 'task'];
}
