// What a set is asked to do, with every path resolved: the input of the plan, for tool calls and for undo alike.
import { join } from 'node:path';
import type { Attributes, DraftOp, HeldContent } from '../port.ts';
import type { Place, TaskPlaces } from '../places.ts';
import { CoworkError } from '../../contract/errors.ts';
import { openRoot } from '../at.ts';
import type { Base, Spot } from './model.ts';

/** The part of a place that outlives its grant, so that undo works from records alone. */
export type WishPlace = Pick<Place, 'area' | 'root' | 'rootId' | 'modelRoot' | 'components' | 'modelPath' | 'folder'>;

/** `expect`: what must still be there (undo). `flips`: the root set's operation that is taken back. */
export interface Flip {
  readonly expect?: Base;
  readonly flips?: string;
  readonly made?: boolean;
  /** `to` is a path of the tree as it is now, not as it will be: it is put where its folder is, wherever that goes in the same set. */
  readonly toIsNow?: boolean;
}

export type Wish =
  | { readonly op: 'write'; readonly to: WishPlace; readonly content: Buffer }
  | { readonly op: 'edit'; readonly to: WishPlace; readonly oldText: string; readonly newText: string }
  | ({
      readonly op: 'move';
      readonly from: WishPlace;
      readonly to: WishPlace;
      readonly replace: boolean;
      readonly content?: HeldContent;
      readonly attributes?: Attributes;
    } & Flip)
  | ({ readonly op: 'delete'; readonly from: WishPlace } & Flip)
  | ({ readonly op: 'rmdir'; readonly from: WishPlace } & Flip)
  | { readonly op: 'mkdir'; readonly to: WishPlace; readonly mode?: number }
  | { readonly op: 'deliver'; readonly from: WishPlace; readonly to: WishPlace }
  | { readonly op: 'put'; readonly to: WishPlace; readonly content: HeldContent; readonly attributes: Attributes }
  | { readonly op: 'copy'; readonly from: WishPlace; readonly to: WishPlace; readonly attributes: Attributes }
  | ({ readonly op: 'attributes'; readonly to: WishPlace; readonly attributes: Attributes } & Flip)
  /** Puts a kept thing back. `over`: what this set's ancestor put there instead, to be replaced by it. */
  | ({ readonly op: 'restore'; readonly to: WishPlace; readonly kept: { spot: Spot; base: Base }; readonly over?: Base } & Flip);

/** @throws CoworkError bad_path, not_granted, sensitive_place, folder_gone, read_only */
export async function wishesOf(
  draft: readonly DraftOp[],
  of: { places: Pick<TaskPlaces, 'resolve' | 'hidden'>; deliverRoot: () => Promise<string> },
): Promise<Wish[]> {
  const resolve = resolver(of.places);
  const wishes: Wish[] = [];
  for (const op of draft) {
    switch (op.op) {
      case 'write':
        wishes.push({ op: 'write', to: writable(resolve(op.path)), content: Buffer.from(op.content as string) });
        break;
      case 'edit':
        wishes.push({ op: 'edit', to: writable(resolve(op.path)), oldText: op.oldText, newText: op.newText });
        break;
      case 'move':
        wishes.push({
          op: 'move',
          from: writable(resolve(op.from)),
          to: writable(resolve(op.to)),
          replace: op.replace,
          ...(op.content === undefined ? {} : { content: op.content }),
          attributes: attributesOf(op),
        });
        break;
      case 'delete':
        wishes.push({ op: 'delete', from: writable(resolve(op.path)) });
        break;
      case 'mkdir':
        wishes.push({ op: 'mkdir', to: writable(resolve(op.path)), ...(op.mode === undefined ? {} : { mode: op.mode }) });
        break;
      case 'put': {
        const content = { file: op.file, sha256: op.sha256, bytes: op.bytes };
        wishes.push({ op: 'put', to: writable(resolve(op.path)), content, attributes: attributesOf(op) });
        break;
      }
      case 'copy':
        wishes.push({ op: 'copy', from: resolve(op.from), to: writable(resolve(op.to)), attributes: attributesOf(op) });
        break;
      case 'attributes':
        wishes.push({ op: 'attributes', to: writable(resolve(op.path)), attributes: attributesOf(op) });
        break;
      case 'deliver': {
        const from = resolve(op.path);
        wishes.push({ op: 'deliver', from, to: deliveryPlace(await of.deliverRoot(), from.components.at(-1) ?? 'file') });
        break;
      }
    }
  }
  return wishes;
}

const attributesOf = ({ mode, mtimeNs }: Attributes): Attributes => ({
  ...(mode === undefined ? {} : { mode }),
  ...(mtimeNs === undefined ? {} : { mtimeNs }),
});

/** Thousands of paths share few folders: the folder is resolved once, the last name is checked each time. */
function resolver(places: Pick<TaskPlaces, 'resolve' | 'hidden'>): (modelPath: string) => Place {
  const folders = new Map<string, Place>();
  return (modelPath) => {
    const cut = modelPath.lastIndexOf('/');
    const name = modelPath.slice(cut + 1);
    const plain = /^[\w ()+,=@#-][\w .()+,=@#-]*$/u.test(name) && !name.endsWith('.') && !name.endsWith(' ');
    const above = modelPath.slice(0, cut);
    // Only names that every rule reads literally take the short way; the folder itself has been through all rules.
    if (!plain || above.split('/').length < 3 || Buffer.byteLength(name) > 255) return places.resolve(modelPath);
    let folder = folders.get(above);
    if (!folder) folders.set(above, (folder = places.resolve(above)));
    const components = [...folder.components, name];
    // Refusals, and what is special at the top of the task's own places, are said by the one who knows.
    const isTop = folder.components.length === 0 && folder.area !== 'folder';
    if (isTop || places.hidden(folder, components)) return places.resolve(modelPath);
    return { ...folder, components, modelPath: `${folder.modelPath}/${name}` };
  };
}

function writable(place: Place): Place {
  if (place.writable) return place;
  const why = place.area === 'folder' ? 'may only be read in this task; ask for more with request_folder' : 'may only be read';
  throw new CoworkError('not_granted', `${place.modelPath} ${why}`);
}

/** Deliveries go where the user looks for them, so their paths are shown as the user knows them. */
function deliveryPlace(hostPath: string, name: string): WishPlace {
  const parts: string[] = [name];
  let root = hostPath;
  for (;;) {
    try {
      const handle = openRoot(root);
      handle.close();
      return {
        area: 'delivery',
        root,
        rootId: handle.id,
        modelRoot: root,
        components: parts,
        modelPath: join(root, ...parts),
      };
    } catch (error) {
      const cut = root.lastIndexOf('/');
      if (cut <= 0) throw error;
      parts.unshift(root.slice(cut + 1));
      root = root.slice(0, cut);
    }
  }
}
