// Turns an error of a call into its result, with names near a missing one looked up.
import { isCoworkError } from '../contract/errors.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { FileReader } from '../files/port.ts';
import { errorToResult } from './errors.ts';
import type { Tool, ToolContext } from './tool.ts';

/** For what `run` throws and for what freezing its draft throws. Throws the error on when it is not for the model. */
export type ExplainError = (
  error: unknown,
  of: {
    readonly call: { readonly input: unknown; readonly tool?: Pick<Tool, 'effect'> | undefined };
    readonly context: Pick<ToolContext, 'key' | 'folders'>;
  },
) => Promise<ToolResult>;

export function createExplainError(files: Pick<FileReader, 'similar'>): ExplainError {
  return async (error, { call, context }) => {
    const missing = missingPath(error, call.input);
    // A hint must never hide the error itself.
    const similar = missing === undefined ? [] : await files.similar(context.key.taskId, missing).catch(() => []);
    const result = errorToResult(error, { folders: context.folders, similar, changing: call.tool?.effect === 'change' });
    if (!result) throw error;
    return result;
  };
}

/** The path that is not there: as the error says, else the asked-for path, or folder above one, that its sentence begins with. */
function missingPath(error: unknown, input: unknown): string | undefined {
  if (!isCoworkError(error) || error.code !== 'no_such_file') return undefined;
  const told = error.extra['path'];
  if (typeof told === 'string') return told;
  for (const asked of askedPaths(input))
    for (let path = asked; path.length > 1; path = path.slice(0, Math.max(0, path.lastIndexOf('/'))))
      if (error.detail.startsWith(`${path} `)) return path;
  return undefined;
}

/** Every path that must exist for the call, whatever the tool. */
function askedPaths(input: unknown): string[] {
  const { path, paths, moves } = (input ?? {}) as { path?: unknown; paths?: unknown; moves?: unknown };
  const from = Array.isArray(moves) ? moves.map((move: { from?: unknown }) => move.from) : [];
  return [path, ...(Array.isArray(paths) ? (paths as unknown[]) : []), ...from].filter((asked) => typeof asked === 'string');
}
