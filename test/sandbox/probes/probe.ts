// A probe: something that a command or a guest tries and must not get, beside a control in which the same goes through without the protection.
import type { Rig } from './rig.ts';

export type Group = 'read-only' | 'secrets' | 'files' | 'network' | 'channel' | 'resources' | 'life cycle';

/** How one try ended. */
export interface Tried {
  /** It got what it wanted. */
  readonly through: boolean;
  /** What was said or seen: why it did not, or what it got. */
  readonly said: string;
}

export interface Probe {
  readonly id: string;
  readonly group: Group;
  readonly what: string;
  /** How a try that does not go through ends. Anything else is no proof: it may have failed for another reason. */
  readonly expected: RegExp;
  /** What is not there in the control. */
  readonly without: string;
  /** `host`: it takes no virtual machine. */
  readonly needs: 'machine' | 'host';
  /** Not in `npm test`: it takes minutes. */
  readonly isLong?: true;
  attempt(rig: Rig): Promise<Tried>;
  control(rig: Rig): Promise<Tried>;
}

export interface Verdict {
  readonly held: boolean;
  readonly controlWentThrough: boolean;
  readonly said: string;
  readonly controlSaid: string;
}

/** Never rejects: a probe that breaks has shown nothing. */
export async function judge(probe: Probe, rig: Rig): Promise<Verdict> {
  const [tried, control] = [await ended(() => probe.attempt(rig)), await ended(() => probe.control(rig))];
  return {
    held: !tried.broken && !tried.through && probe.expected.test(tried.said),
    controlWentThrough: !control.broken && control.through,
    ...{ said: short(tried.said), controlSaid: short(control.said) },
  };
}

async function ended(work: () => Promise<Tried>): Promise<Tried & { broken?: true }> {
  try {
    return await work();
  } catch (error) {
    return {
      through: false,
      said: `it broke: ${Error.isError(error) ? (error.stack ?? error.message) : String(error)}`,
      broken: true,
    };
  }
}

const short = (said: string): string => said.trim().slice(0, 600);
