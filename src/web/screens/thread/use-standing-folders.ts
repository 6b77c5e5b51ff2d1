// The folders that a task gets when none are named for it.
import { useFolders } from '../../state/folder-queries.ts';
import type { ChosenFolder } from '../folders/folder-dialog.tsx';

export function useStandingFolders(): ChosenFolder[] {
  const items = useFolders().data?.items ?? [];
  return items.flatMap(({ path, access }) => (access === undefined ? [] : [{ path, access }]));
}
