// What the people around one task will do, from the seed: how they answer, and when they steer, pause, stop or go away.
import type { Random } from '../rig/random.ts';

export type Reaction = 'allow' | 'deny' | 'deny_with_note' | 'untick' | 'two_at_once' | 'leave';

export interface Person {
  /** For each question about changes in turn; the last one repeats. */
  readonly reactions: readonly Reaction[];
  /** False: a question of the agent is never answered. */
  readonly answers: boolean;
  readonly thinksMs: number;
  /** Times count from the task's creation. `twice`: the same words once more, as a client that lost the answer would. */
  readonly says?: { readonly afterMs: number; readonly text: string; readonly twice: boolean };
  /** Without `resumesMs` it stays paused. */
  readonly pauses?: { readonly afterMs: number; readonly resumesMs?: number };
  readonly cancels?: { readonly afterMs: number; readonly how: 'after_step' | 'now' | 'kill' };
  /** A limit of steps that is reached; `raises`: then it is raised. */
  readonly budget?: { readonly maxSteps: number; readonly raises: boolean };
  /** Follows the task's events live, over all that happens. */
  readonly watches: boolean;
}

const REACTIONS: readonly Reaction[] = [
  ...['allow', 'allow', 'allow', 'allow', 'allow', 'allow', 'allow', 'allow'],
  ...['deny', 'deny_with_note', 'untick', 'untick', 'two_at_once', 'two_at_once'],
] as Reaction[];

export function planPerson(draw: Random): Person {
  const soon = (): number => draw.between(0, 4_000);
  const reactions = Array.from({ length: 6 }, () => (draw.chance(0.03) ? 'leave' : draw.pick(REACTIONS)));
  return {
    reactions,
    answers: draw.chance(0.9),
    thinksMs: draw.between(0, 600),
    watches: draw.chance(0.2),
    ...(draw.chance(0.25)
      ? { says: { afterMs: soon(), text: `By the way, number ${draw.between(1, 1e9)}.`, twice: draw.chance(0.5) } }
      : {}),
    ...(draw.chance(0.12)
      ? { pauses: { afterMs: soon(), ...(draw.chance(0.8) ? { resumesMs: draw.between(0, 2_000) } : {}) } }
      : {}),
    ...(draw.chance(0.12) ? { cancels: { afterMs: soon(), how: draw.pick(['after_step', 'now', 'kill'] as const) } } : {}),
    ...(draw.chance(0.05) ? { budget: { maxSteps: draw.between(1, 3), raises: draw.chance(0.6) } } : {}),
  };
}

/** The same person, who leaves nothing lying. */
export const attentive = (person: Person): Person => ({
  ...person,
  reactions: person.reactions.map((reaction) => (reaction === 'leave' ? 'allow' : reaction)),
  answers: true,
  ...(person.pauses ? { pauses: { resumesMs: 1_000, ...person.pauses } } : {}),
  ...(person.budget ? { budget: { ...person.budget, raises: true } } : {}),
});
