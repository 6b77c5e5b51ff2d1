// One entry of a guest's upper layer, as its agent lists it. Guest data: a proposal, believed in nothing.
import { z } from 'zod';

export const Entry = z.object({
  /** Below the folder: names joined by slashes. */
  path: z.string(),
  /** whiteout, file, folder, link, or anything else (pipe, device, socket, a name that is no UTF-8). */
  type: z.enum(['whiteout', 'file', 'folder', 'link', 'other']),
  /** Permission bits, with setuid, setgid and sticky. */
  mode: z.int().min(0).max(0o7777),
  size: z.int().min(0),
  mtimeNs: z.string().regex(/^-?\d{1,20}$/),
  linkTarget: z.string().optional(),
  /** The data is still the lower file's. */
  metacopy: z.boolean().optional(),
  /** Where the lower object was: "/from/the/top" or a name beside the lower folder's other names. */
  redirect: z.string().optional(),
  /** Nothing of the lower folder shows through. */
  opaque: z.boolean().optional(),
});
export type Entry = z.infer<typeof Entry>;

/** What a lower layer says of a path, without following links; the empty path is the folder itself. */
export interface Lower {
  lookUp(path: string): LowerEntry | undefined;
}
export interface LowerEntry {
  readonly type: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly mtimeNs: string;
  readonly linkTarget?: string;
}

/**
 * What the command did to the folder, as its tree before and its tree after: every `from` is a path of the one, every `to` and `path` of the
 * other. Swaps and circles need no order.
 */
export type Doing =
  | { readonly do: 'make-folder'; readonly path: string; readonly mode: number }
  | { readonly do: 'make-file'; readonly path: string; readonly entry: Entry }
  | { readonly do: 'make-link'; readonly path: string; readonly linkTarget: string }
  /** New bytes in a file that stays where it is. */
  | { readonly do: 'change-file'; readonly path: string; readonly entry: Entry }
  /** Other mode, or other time of change, the same bytes. */
  | { readonly do: 'change-attributes'; readonly path: string; readonly entry: Entry }
  /** Mode and date, and without `metacopy` a file's bytes, may have changed on the way. */
  | { readonly do: 'move'; readonly from: string; readonly to: string; readonly entry: Entry }
  /** A second file with the bytes that another one had before. */
  | { readonly do: 'copy'; readonly from: string; readonly to: string; readonly entry: Entry }
  /** With all that is in it and does not move out. */
  | { readonly do: 'delete'; readonly path: string };

export interface Refusal {
  readonly path: string;
  readonly why: string;
}
