// list_files: what is in a folder, in few characters per entry.
import { textResult } from '../contract/tool-result.ts';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { Entry, FileReader, Listing } from '../files/port.ts';
import { listingText } from './listing-text.ts';
import type { PlainTool } from './tool.ts';
import { count, counted } from './words/count.ts';
import { place, shown } from './words/names.ts';
import type { ZonedDates } from './words/zoned-dates.ts';

type Input = ToolInput<'list_files'>;
const DEFAULT_LIMIT = 200;
const FOLDERS = /^\/+folders\/*$/;

const DESCRIPTION = `Lists a folder: names, sizes and days of change, sorted by name, with totals first.
Use it to see what there is before acting; to find files by name or content use search_files, to read one use read_file. \
"/folders" lists the open folders and the access that you have. recursive: everything below, grouped by folder. details: exact sizes, times with offset, kinds; \
leave it out unless you need them, it doubles the length.
Limits: ${DEFAULT_LIMIT} entries unless limit says otherwise (at most 2,000); the next page is asked for with offset. Links are shown, never followed.
Example: {"path":"/folders/Downloads","recursive":true,"limit":1000}
Error: "There is no such file: /folders/Download does not exist. Similar names: /folders/Downloads."`;

export function listFiles(ports: { files: Pick<FileReader, 'list'>; dates: ZonedDates }): PlainTool<Input> {
  return {
    name: 'list_files',
    effect: 'quick_read',
    description: DESCRIPTION,
    input: TOOL_INPUTS.list_files,
    doing: ({ path }) => `Looking at ${place(path)}`,
    async run({ path, recursive = false, offset = 0, limit = DEFAULT_LIMIT, details = false }, { key, signal, folders }) {
      const listing = await ports.files.list(key.taskId, { path, recursive, offset, limit, signal });
      const lines = [listingText(listing, { path, recursive, offset, details }, ports.dates)];
      if (FOLDERS.test(path) && folders.length > 0)
        lines.push(`Access: ${folders.map(({ name, access }) => `${shown(name)} ${access}`).join(', ')}`);
      return {
        kind: 'result',
        result: textResult('file', lines.join('\n'), { summary: summaryOf(path, listing), refetchable: true }),
      };
    },
  };
}

function summaryOf(path: string, listing: Listing): string {
  const files = listing.entries.filter((entry: Entry) => entry.kind === 'file').length;
  const all = listing.entries.length === listing.total && files === listing.total;
  if (all) return `Looked at ${counted(files, 'file')} in ${place(path)}`;
  if (listing.entries.length === listing.total)
    return `Looked at ${counted(listing.total, 'entry', 'entries')} in ${place(path)}`;
  return `Looked at ${count(listing.entries.length)} of ${counted(listing.total, 'entry', 'entries')} in ${place(path)}`;
}
