// create_artifact: a result for the user under /outputs. The same title again is a new version; the old one is kept beside it.
import { isCoworkError } from '../contract/errors.ts';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import type { DraftOp, FileReader } from '../files/port.ts';
import { artifactName, fold, nextVersion, versionName } from './artifact-name.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { bytes } from './words/bytes.ts';
import { lastName, shown } from './words/names.ts';

type Input = ToolInput<'create_artifact'>;
const OUTPUTS = '/outputs';
const PAGE = 2000;

const DESCRIPTION = `Makes a result for the user, such as a report, a table or a page, as a file in ${OUTPUTS}, and shows it with the task.
Use it for what the user asked to get; to change the user's own files use write_file or edit_file, to hand over a file that exists use \
deliver_files. The file is named after the title. The same title and type again makes a new version; the one before is kept as "<title>.v1.<type>".
Limits: 200 characters of title; as much content as one answer of yours can hold. type is md, html, csv, txt, json, svg or code (then \
end the title in the extension, as in "rename.py"). Asks nothing.
Example: {"title":"Receipts 2024","type":"csv","content":"date,shop,amount\\n2024-03-01,Baker,4.20\\n"}
Error: "create_artifact was not called: … type must be one of …"`;

export function createArtifact(ports: { files: Pick<FileReader, 'list'> }): ChangingTool<Input> {
  return {
    name: 'create_artifact',
    effect: 'change',
    description: DESCRIPTION,
    input: TOOL_INPUTS.create_artifact,
    doing: ({ title }) => `Making ${shown(title)}`,
    async run({ title, type, content }, { key, signal }) {
      const name = artifactName(title, type);
      const there = await outputNames(ports.files, key.taskId, signal);
      const old = there.find((other) => fold(other) === fold(name));
      const draft: DraftOp[] = [];
      if (old !== undefined) {
        const kept = versionName(old, nextVersion(old, there));
        draft.push({ op: 'move', from: `${OUTPUTS}/${old}`, to: `${OUTPUTS}/${kept}`, replace: false });
      }
      draft.push({ op: 'write', path: `${OUTPUTS}/${name}`, content });
      return { kind: 'changes', draft };
    },
    describe: ({ title, type }, report) =>
      changeReport(report, (operations) => {
        const path = `${OUTPUTS}/${artifactName(title, type)}`;
        const written = operations.find(({ op, to }) => op !== 'move' && to === path);
        const kept = operations.find(({ op }) => op === 'move');
        const size = written ? ` (${bytes(written.bytes)})` : '';
        const version = kept?.to ? ` The version before is kept as ${shown(kept.to)}.` : '';
        return {
          text: `Made ${shown(path)}${size}. The user sees it with the task.${version}`,
          summary: `Made ${lastName(path)}${kept ? ', a new version' : ''}`,
        };
      }),
  };
}

/** All names in /outputs; none when nothing was made yet. */
async function outputNames(files: Pick<FileReader, 'list'>, taskId: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined;) {
    try {
      const page = await files.list(taskId, { path: OUTPUTS, recursive: false, offset, limit: PAGE, signal });
      names.push(...page.entries.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
      offset = page.next;
    } catch (error) {
      if (isCoworkError(error) && error.code === 'no_such_file') return names;
      throw error;
    }
  }
  return names;
}
