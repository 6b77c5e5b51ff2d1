// read_file: text by lines, pictures as pictures, the text of a PDF; everything else is named for what it is.
import { textResult } from '../contract/tool-result.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { FileContent, FileReader } from '../files/port.ts';
import type { PlainTool } from './tool.ts';
import { bytes } from './words/bytes.ts';
import { count, counted } from './words/count.ts';
import { place, shown } from './words/names.ts';

type Input = ToolInput<'read_file'>;
const DEFAULT_LIMIT = 1000;

const DESCRIPTION = `Reads one file: text by lines, a picture as a picture, the text of a PDF; of other kinds only type and size.
Use it on files that you know of; to find some use list_files, to find a passage in many files use search_files.
Limits: ${count(DEFAULT_LIMIT)} lines unless limit says otherwise (at most 5,000), 80,000 characters a call, 2,000 a line; pictures up to 3.7 MB and \
8,000 pixels a side, PDFs up to 100 MB. offset is the number of lines to skip; the answer says which lines it shows, of how many, and the next offset.
Example: {"path":"/folders/Downloads/notes.md","offset":1000,"limit":500}
Error: "This is a folder: /folders/Downloads is a folder. Give a file here; use list_files for a folder."`;

export function readFile(ports: { files: Pick<FileReader, 'read'> }): PlainTool<Input> {
  return {
    name: 'read_file',
    // Not quick: a PDF can take many seconds.
    effect: 'read',
    description: DESCRIPTION,
    input: TOOL_INPUTS.read_file,
    doing: ({ path }) => `Reading ${place(path)}`,
    async run({ path, offset = 0, limit = DEFAULT_LIMIT }, { key, signal }) {
      const content = await ports.files.read(key.taskId, { path, offset, limit, signal });
      return { kind: 'result', result: resultOf(path, offset, content) };
    },
  };
}

function resultOf(path: string, offset: number, content: FileContent): ToolResult {
  const summary = `Read ${place(path)}`;
  const name = shown(path);
  switch (content.kind) {
    case 'text':
      return textResult('file', linesText(`${name} (${bytes(content.bytes)}, ${content.encoding})`, offset, content), {
        summary,
        refetchable: true,
      });
    case 'pdf': {
      const title = `${name} (PDF, ${counted(content.pages, 'page')}, ${bytes(content.bytes)})`;
      const text =
        content.totalLines === 0 ? `${title}: it holds no text; its pages may be pictures.` : linesText(title, offset, content);
      return textResult('file', text, { summary, refetchable: true });
    }
    case 'image':
      return {
        origin: 'file',
        isError: false,
        blocks: [
          { type: 'text', text: `${name} (${content.mediaType}, ${bytes(content.bytes)})` },
          { type: 'image', mediaType: content.mediaType, data: content.data },
        ],
        summary: `Looked at ${place(path)}`,
        refetchable: true,
      };
    case 'binary':
      return textResult(
        'file',
        `${name} (${content.mediaType}, ${bytes(content.bytes)}) is not text; its content is not shown.`,
        {
          summary: `Looked at ${place(path)}`,
          refetchable: true,
        },
      );
  }
}

/** The line range first, then the lines as they are. */
function linesText(
  title: string,
  offset: number,
  content: { text: string; lines: number; totalLines: number; next: number | undefined },
): string {
  const total = counted(content.totalLines, 'line');
  if (content.totalLines === 0) return `${title} is empty.`;
  if (content.lines === 0) return `${title}: offset ${count(offset)} is behind the last of its ${total}.`;
  const range = `lines ${count(offset + 1)}–${count(offset + content.lines)} of ${count(content.totalLines)}`;
  const shownPart =
    content.lines === content.totalLines ? total : content.next === undefined ? range : `${range}; next offset ${content.next}`;
  return `${title}: ${shownPart}\n${content.text}`;
}
