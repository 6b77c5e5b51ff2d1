// Tells the agent what is left of its budget at 50, 20 and 5 %, once each.
import type { Budget, Usage } from '../contract/task.ts';

const TOLD_AT = [50, 20, 5] as const;

/** `told`: the percentages told so far (JSON, kept by the loop). After a raise, thresholds that lie ahead again are told again. */
export function budgetNotes(told: readonly number[], usage: Usage, budget: Budget): { told: number[]; notes: string[] } {
  const left = leftOf(usage, budget);
  if (left === undefined) return { told: [], notes: [] };
  const passed = TOLD_AT.filter((at) => left.percent <= at);
  const lowest = passed.at(-1);
  if (lowest === undefined || told.includes(lowest)) return { told: [...passed], notes: [] };
  const advice =
    lowest === 50
      ? ''
      : lowest === 20
        ? ' Do what matters most first.'
        : ' Bring the job to a clean end now: finish or undo what is half done, then report.';
  return { told: [...passed], notes: [`Budget: ${Math.floor(left.percent)} % left (${left.words}).${advice}`] };
}

/** The tightest of the caps. Dollars do not count where a price is unknown: the other caps hold. */
function leftOf(usage: Usage, budget: Budget): { percent: number; words: string } | undefined {
  const minutes = usage.activeMs / 60_000;
  const caps = [
    cap(budget.maxUsd, usage.usd ?? undefined, (n) => `${n.toFixed(2)} USD`),
    cap(budget.maxSteps, usage.steps, (n) => `${Math.floor(n)} steps`),
    cap(budget.maxMinutes, minutes, (n) => `${Math.floor(n)} minutes of work`),
  ].filter((c) => c !== undefined);
  return caps.sort((a, b) => a.percent - b.percent)[0];
}

function cap(
  most: number | undefined,
  used: number | undefined,
  words: (left: number) => string,
): { percent: number; words: string } | undefined {
  if (most === undefined || used === undefined) return undefined;
  const left = Math.max(0, most - used);
  return { percent: (left / most) * 100, words: words(left) };
}
