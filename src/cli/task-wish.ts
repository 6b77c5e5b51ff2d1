// What `run`, `schedule` and `thread` say alike about the tasks that come of them: folders, mode, budget.
import type { Access, Budget } from '../contract/task.ts';
import { Mode } from '../contract/task.ts';
import { aboveZero } from './above-zero.ts';
import type { Cli } from './context.ts';
import { usage } from './exit.ts';
import { namedFolder } from './named-folder.ts';
import { words as product } from './words/product.ts';

interface FolderWords {
  readonly folder?: readonly string[];
  /** False: no folder, not even a standing one. */
  readonly folders?: boolean;
}
interface BudgetWords {
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
}

/** undefined: nobody spoke of folders, so the standing ones are given. */
export async function foldersOf(
  cli: Pick<Cli, 'cwd'>,
  { folder, folders }: FolderWords,
): Promise<{ path: string; access: Access }[] | undefined> {
  if (folder)
    return Promise.all(folder.map((text) => namedFolder(cli, text).then(({ path, access = 'write' }) => ({ path, access }))));
  return folders === false ? [] : undefined;
}

export function budgetOf({ maxUsd, maxSteps, maxMinutes }: BudgetWords): Budget | undefined {
  const budget = present({
    maxUsd: aboveZero('--max-usd', maxUsd),
    maxSteps: aboveZero('--max-steps', maxSteps),
    maxMinutes: aboveZero('--max-minutes', maxMinutes),
  });
  return Object.keys(budget).length === 0 ? undefined : budget;
}

export function modeOf(text: string | undefined): Mode | undefined {
  if (text === undefined) return undefined;
  const mode = Mode.safeParse(text);
  if (!mode.success) throw usage(product.mode(text));
  return mode.data;
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
/** The object without its undefined members: what nobody spoke of is not sent. */
export const present = <T extends object>(members: T): Present<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
