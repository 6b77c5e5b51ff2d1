// A scripted model that lists a folder page by page and moves every file and link of it into a new order, by one call.
import type { ParsedRequest, Reply, Script } from '../../src/demo/model-server/port.ts';
import { readListing } from '../../src/demo/read-listing.ts';
import { call, isCheck, lastResults } from './scripts.ts';

const PAGE = 700;

/** Where the n-th path goes; no two go to one place. */
const targetOf = (root: string, path: string, n: number): string =>
  `${root}/Sorted ✓/${n % 7}/${String(n).padStart(4, '0')} ${path.slice(path.lastIndexOf('/') + 1)}`;

/** `root` is /folders/<name>. The same request gets the same answer, so a repeated attempt is no new page. */
export function sortEverything(root: string): { script: Script; moves: () => { from: string; to: string }[] } {
  const seen = new Map<number, string[]>();
  const moves = (): { from: string; to: string }[] =>
    [...seen.values()].flat().map((from, n) => ({ from, to: targetOf(root, from, n) }));
  const look = (offset: number): Reply => ({
    text: offset === 0 ? 'I look at everything first.' : 'There is more.',
    toolCalls: [call('list_files', { path: root, recursive: true, details: true, limit: PAGE, offset })],
  });
  const script = (request: ParsedRequest): Reply => {
    if (isCheck(request)) return { text: 'Each file is in its new place.' };
    // Without the label line that says where it came from.
    const text = lastResults(request)[0]?.replace(/^\[origin: .*\n/, '');
    if (text === undefined) return look(0);
    if (!text.includes(' entries, ')) return { text: `Sorted: ${text.split('\n')[0]}` };
    const page = readListing(text, root);
    seen.set(request.messages.length, [...page.files.map((file) => file.path), ...page.links]);
    if (page.next !== undefined) return look(page.next);
    return {
      text: `There are ${moves().length} files and links; I move all.`,
      toolCalls: [call('move_files', { moves: moves() })],
    };
  };
  return { script, moves };
}
