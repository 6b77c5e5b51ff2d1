// The rules of asking on a frozen set, with what the task may do now: folders may have been taken away, or narrowed, since it was frozen.
import { judge, type Standing, type Verdict } from '../contract/asking.ts';
import type { Mode } from '../contract/task.ts';
import type { FrozenSet, GrantedFolder } from '../files/port.ts';

export interface Now {
  readonly mode: Mode;
  readonly folders: readonly GrantedFolder[];
  readonly standing: readonly Standing[];
}

export function judgeNow(set: FrozenSet, tool: string, now: Now): Verdict {
  const { internal, facts } = set;
  const access = new Map(now.folders.map((folder) => [folder.grantId, folder.access]));
  const gone = facts.folders.find(({ grantId }) => !access.has(grantId));
  if (gone && !internal) return { kind: 'refuse', rule: `${gone.name} was taken away from this task` };
  const folders = facts.folders.map((folder) => ({ ...folder, access: access.get(folder.grantId) ?? folder.access }));
  return judge({ mode: now.mode, tool, internal, facts: { ...facts, folders }, standing: now.standing });
}
