// From a path of the model's to a place on this machine: which root, which components, what may be done there. Opens nothing by path.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import { durableFolders } from '../disk/durable-names.ts';
import { type FolderHandle, type FolderId, lstatAt, openFolder, openRoot } from './at.ts';
import { nameProblem } from './names.ts';
import type { GrantedFolder } from './port.ts';
import type { Sensitive } from './sensitive.ts';

/** A grant with the identity that its folder had when it was granted. */
export interface GrantedRoot extends GrantedFolder {
  readonly rootId: FolderId;
}

export interface Place {
  readonly area: 'folder' | 'scratch' | 'outputs' | 'uploads' | 'delivery';
  /** Only where area is `folder`. */
  readonly folder?: GrantedFolder;
  /** Host path of the root; open it with `openRoot(root, rootId)`. */
  readonly root: string;
  readonly rootId: FolderId;
  /** Model path of the root: /folders/<name>, /scratch … */
  readonly modelRoot: string;
  /** Plain names below the root; none for the root itself. */
  readonly components: string[];
  /** False with access `read`, in /uploads and in /scratch/spill. */
  readonly writable: boolean;
  readonly modelPath: string;
}

/** All places of one task, as its grants were when this was made. Cheap to ask many times. */
export interface TaskPlaces {
  readonly folders: readonly GrantedRoot[];
  /**
   * @throws CoworkError bad_path (with what to write instead), not_granted, sensitive_place, folder_gone. Whether there is anything at
   * the place is not asked, except that a missing name is tried in its other Unicode form; not so for one that is `spelled`: read from a
   * disk, not written by the model.
   */
  resolve(modelPath: string, spelled?: 'spelled'): Place;
  /** What lies in `/` and `/folders`, which exist for the model only; undefined for every other path. */
  virtual(modelPath: string): string[] | undefined;
  /** True when an entry must not be shown: protected, or the product's own. */
  hidden(place: Place, components: readonly string[]): boolean;
}

export interface Places {
  ofTask(taskId: string): Promise<TaskPlaces>;
  /** `ofTask` and `resolve` in one, for a single path. */
  resolve(taskId: string, modelPath: string): Promise<Place>;
}

export interface PlaceRules {
  readonly nameProblem: (name: string) => string | undefined;
  readonly sensitive: Pick<Sensitive, 'reason'>;
}

const OWN_AREAS = ['scratch', 'outputs', 'uploads'] as const;
type OwnArea = (typeof OWN_AREAS)[number];

/** `home` is COWORK_HOME. The folders of a task are made (0700) when first asked for. */
export function createPlaces(deps: {
  home: string;
  grants: { rootsOf(taskId: string): Promise<GrantedRoot[]> };
  sensitive: Sensitive;
  /** For tests: the same walk without a rule. */
  rules?: PlaceRules;
}): Places {
  const rules = deps.rules ?? { nameProblem, sensitive: deps.sensitive };
  const own = { home: deps.home, make: durableFolders(deps.home) };
  const ofTask = async (taskId: string): Promise<TaskPlaces> =>
    placesOf({ folders: await deps.grants.rootsOf(taskId), own: ownFolders(own, taskId), rules });
  return { ofTask, resolve: async (taskId, modelPath) => (await ofTask(taskId)).resolve(modelPath) };
}

/** The model's path of something below the root of `place`. */
export const toModelPath = (place: Pick<Place, 'modelRoot'>, components: readonly string[]): string =>
  [place.modelRoot, ...components].join('/');

/** The host path of something below the root of `place`: to compare and to show the user, never to open. */
export const toHostPath = (place: Pick<Place, 'root'>, components: readonly string[]): string =>
  components.length === 0 ? place.root : `${place.root === '/' ? '' : place.root}/${components.join('/')}`;

/** The open folder in which the place's entry lies, and the entry's name. The caller closes it. Not for a root: that is no entry. */
export function openParent(place: Place): { folder: FolderHandle; name: string } {
  const name = place.components.at(-1);
  if (name === undefined)
    throw new CoworkError('is_a_folder', `${place.modelPath} is a folder that was given to the task as a whole`);
  return { folder: openPlace(place, place.components.slice(0, -1)), name };
}

/** Opens the folder at `components` (default: the place's own) below the place's root. The caller closes it. */
export function openPlace(place: Place, components: readonly string[] = place.components): FolderHandle {
  const root = openRoot(place.root, place.rootId, place.modelRoot);
  try {
    return openFolder(root, components, place.modelRoot);
  } finally {
    root.close();
  }
}

interface Own {
  readonly path: string;
  readonly id: FolderId;
}

export const taskFolder = (home: string, taskId: string): string => {
  if (!/^[A-Za-z0-9_-]{1,64}$/u.test(taskId)) throw new CoworkError('bad_request', 'this is not the id of a task');
  return join(home, 'files', 'tasks', taskId);
};

/** Makes the task's own folders when first used and remembers them for this round. */
function ownFolders(of: { home: string; make: (path: string) => void }, taskId: string): (area: OwnArea) => Own {
  const known = new Map<OwnArea, Own>();
  return (area) => {
    const found = known.get(area);
    if (found) return found;
    const path = join(taskFolder(of.home, taskId), area);
    of.make(path);
    const { dev, ino } = lstatSync(path, { bigint: true });
    const made = { path, id: { dev, ino } };
    known.set(area, made);
    return made;
  };
}

function placesOf(of: { folders: readonly GrantedRoot[]; own: (area: OwnArea) => Own; rules: PlaceRules }): TaskPlaces {
  const { folders, rules } = of;
  const given = (): string =>
    folders.length === 0
      ? 'No folder was given yet: ask with request_folder'
      : `Folders of this task: ${folders.map((f) => `/folders/${f.name}`).join(', ')}`;

  const rootOf = (head: string, name: string | undefined, modelPath: string): Omit<Place, 'components' | 'modelPath'> => {
    if (isOwnArea(head)) {
      const { path, id } = of.own(head);
      return { area: head, root: path, rootId: id, modelRoot: `/${head}`, writable: head !== 'uploads' };
    }
    if (head !== 'folders')
      throw new CoworkError(
        'not_granted',
        `${modelPath} is outside of what this task can see. ${hint(modelPath, folders) ?? given()}`,
      );
    if (name === undefined) throw new CoworkError('bad_path', `/folders itself only lists folders. ${given()}`);
    const folder = folders.find((f) => f.name === name) ?? folders.find((f) => f.name.normalize('NFC') === name.normalize('NFC'));
    if (!folder) throw new CoworkError('not_granted', `There is no folder /folders/${name} in this task. ${given()}`);
    const { rootId, ...granted } = folder;
    return {
      area: 'folder',
      folder: granted,
      root: folder.hostPath,
      rootId,
      modelRoot: `/folders/${folder.name}`,
      writable: folder.access !== 'read',
    };
  };

  return {
    folders,
    resolve(modelPath, spelled) {
      const parts = partsOf(modelPath, rules, () => hint(modelPath, folders) ?? given());
      const [head, second] = parts;
      if (head === undefined) throw new CoworkError('bad_path', '/ only lists the areas: /folders, /scratch, /outputs, /uploads');
      const place = rootOf(head, second, modelPath);
      const asked = parts.slice(place.area === 'folder' ? 2 : 1);
      refuseSensitive(place, asked, rules);
      const components = spelled ? asked : settleNames(place, asked);
      if (components !== asked) refuseSensitive(place, components, rules);
      const writable = place.writable && !(place.area === 'scratch' && components[0] === 'spill');
      return { ...place, components, writable, modelPath: toModelPath(place, components) };
    },
    virtual(modelPath) {
      const parts = modelPath.split('/').filter((part) => part !== '' && part !== '.');
      if (!modelPath.startsWith('/') || parts.includes('..')) return undefined;
      if (parts.length === 0) return ['folders', 'outputs', 'scratch', 'uploads'];
      return parts.length === 1 && parts[0] === 'folders' ? folders.map((f) => f.name) : undefined;
    },
    hidden: (place, components) => place.area === 'folder' && rules.sensitive.reason(toHostPath(place, components)) !== undefined,
  };
}

const isOwnArea = (head: string): head is OwnArea => (OWN_AREAS as readonly string[]).includes(head);

/** Splits and checks. `.` and doubled slashes mean nothing and go; `..` is refused, because what it means depends on links. */
function partsOf(modelPath: string, rules: PlaceRules, help: () => string): string[] {
  if (!modelPath.startsWith('/')) throw new CoworkError('bad_path', `${shown(modelPath)} is not a path from the top. ${help()}`);
  const parts = modelPath.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    const problem = rules.nameProblem(part);
    if (problem) throw new CoworkError('bad_path', `In ${shown(modelPath)} the name ${shown(part)} ${problem}`);
  }
  return parts;
}

const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** The model wrote a path of the host: when it lies in a granted folder, say how it is written here. */
function hint(modelPath: string, folders: readonly GrantedRoot[]): string | undefined {
  const folder = folders.find((f) => modelPath === f.hostPath || modelPath.startsWith(`${f.hostPath}/`));
  return folder ? `Write /folders/${folder.name}${modelPath.slice(folder.hostPath.length)} instead` : undefined;
}

function refuseSensitive(
  place: Pick<Place, 'area' | 'root' | 'modelRoot'>,
  components: readonly string[],
  rules: PlaceRules,
): void {
  if (place.area !== 'folder') return;
  const why = rules.sensitive.reason(toHostPath(place, components));
  if (!why) return;
  throw new CoworkError(
    'sensitive_place',
    `${toModelPath(place, components)} is protected (${why}); it is never opened for an agent, whatever was granted`,
  );
}

/**
 * Models write composed letters, macOS wrote decomposed ones: where a name is missing and its other Unicode form is there, that one is
 * meant. Looks at the disk only for names that have two forms.
 */
function settleNames(place: Pick<Place, 'root' | 'rootId' | 'modelRoot'>, components: string[]): string[] {
  if (components.every((name) => name.normalize('NFC') === name.normalize('NFD'))) return components;
  const settled = [...components];
  let folder: FolderHandle | undefined;
  try {
    const root = openRoot(place.root, place.rootId);
    folder = root;
    for (const [depth, name] of components.entries()) {
      const forms = [name, name.normalize('NFC'), name.normalize('NFD')];
      const here: FolderHandle = folder;
      const real = forms.find((form) => nameProblem(form) === undefined && lstatAt(here, form) !== undefined);
      if (real === undefined) return settled;
      settled[depth] = real;
      if (depth === components.length - 1) return settled;
      folder = openFolder(here, [real], place.modelRoot);
      here.close();
    }
    return settled;
  } catch {
    // Whoever opens the place meets the same obstacle and can say more about it.
    return settled;
  } finally {
    folder?.close();
  }
}
