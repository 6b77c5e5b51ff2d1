// search_files: files by name, or passages by content, each with path and line.
import { textResult } from '../contract/tool-result.ts';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { FileReader, SearchHit, SearchResult } from '../files/port.ts';
import type { PlainTool } from './tool.ts';
import { count, counted } from './words/count.ts';
import { place, shown } from './words/names.ts';

type Input = ToolInput<'search_files'>;
const HITS = 100;
const TIME_LIMIT_MS = 20_000;
/** A hit in a file without line breaks would fill the answer by itself. */
const HIT_CHARS = 300;

const DESCRIPTION = `Finds files below a folder by name and content: each hit with path, line number and line.
Use it instead of reading many files; to see all of a folder use list_files. pattern is a regular expression (in small letters \
only, case does not matter); glob keeps to matching files, such as "*.md" in every folder; names_only looks at names alone and is much faster.
Limits: ${HITS} hits a page (then use offset), ${TIME_LIMIT_MS / 1000} seconds a call, ${HIT_CHARS} characters of a line. An answer that was ended early says so.
Example: {"path":"/folders/Documents","pattern":"invoice \\\\d+","glob":"*.txt"}
Error: "There is no such file: /folders/Documets does not exist. Similar names: /folders/Documents."`;

export function searchFiles(ports: { files: Pick<FileReader, 'search'> }): PlainTool<Input> {
  return {
    name: 'search_files',
    effect: 'read',
    description: DESCRIPTION,
    input: TOOL_INPUTS.search_files,
    doing: ({ path, pattern }) => `Searching ${place(path)} for ${shown(pattern.slice(0, 60))}`,
    async run({ path, pattern, glob, names_only = false, offset = 0 }, { key, signal }) {
      const found = await ports.files.search(key.taskId, {
        path,
        pattern,
        namesOnly: names_only,
        offset,
        limit: HITS,
        timeLimitMs: TIME_LIMIT_MS,
        signal,
        ...(glob === undefined ? {} : { glob }),
      });
      const summary = `Found ${counted(found.hits.length, 'hit')} in ${place(path)}`;
      return { kind: 'result', result: textResult('file', searchText(found, offset), { summary, refetchable: true }) };
    },
  };
}

function searchText(found: SearchResult, offset: number): string {
  const lines = [header(found, offset)];
  let file = '';
  for (const hit of found.hits) {
    if (hit.line === undefined) {
      lines.push(shown(hit.path));
      continue;
    }
    if (hit.path !== file) lines.push(`${shown(hit.path)}:`);
    file = hit.path;
    lines.push(`  ${hit.line}: ${hitText(hit)}`);
  }
  return lines.join('\n');
}

function header(found: SearchResult, offset: number): string {
  const looked = `${counted(found.filesSearched, 'file')} searched`;
  const early =
    found.incomplete && found.next === undefined
      ? '; ended early at its limit: narrow path, pattern or glob to see the rest'
      : '';
  if (found.hits.length === 0)
    return `${offset === 0 ? 'No hits' : `No hits from offset ${count(offset)} on`}; ${looked}${early}.`;
  const range = `Hits ${count(offset + 1)}–${count(offset + found.hits.length)}`;
  const next = found.next === undefined ? 'no more' : `there are more: next offset ${found.next}`;
  return `${range}; ${looked}; ${next}${early}.`;
}

function hitText({ text }: SearchHit): string {
  const line = text.trim();
  if (line.length <= HIT_CHARS) return shown(line);
  return `${shown(line.slice(0, HIT_CHARS).toWellFormed())} … (line of ${count(line.length)} characters)`;
}
