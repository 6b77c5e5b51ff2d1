// Errors of the files as results that the model can act on: what went wrong, that nothing was changed, what to do next.
import { ERROR_CODES, isCoworkError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { errorResult } from '../contract/tool-result.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import { shown } from './words/names.ts';

/** What to do next, per code. A code that is not here is no business of the model's. */
const NEXT: Partial<Record<ErrorCode, string>> = {
  bad_request: 'Correct the input and call again.',
  invalid: 'Correct the input and call again.',
  too_large: 'Take a smaller part, or leave it out and say so.',
  not_found: 'Look with list_files what there is.',
  not_available: 'Do it another way.',
  not_granted: 'Stay in the open folders, or ask for this one with request_folder.',
  sensitive_place: 'It stays closed whatever is asked. Go on without it and tell the user that you left it out.',
  no_such_file: 'Look with list_files what there is.',
  not_a_folder: 'Give a folder here; use read_file for a file. Links are never followed.',
  is_a_folder: 'Give a file here; use list_files for a folder.',
  bad_path: 'Give a whole path such as /folders/<name>/sub/file.txt, without "..", empty parts or control characters.',
  special_file: 'Leave it as it is.',
  target_exists: 'Choose another name; move_files takes "replace": true where the file there may be lost.',
  text_not_found: 'Read the file again and copy old_text exactly, with enough lines around it to be the only match.',
  placeholder_file: 'Ask the user to download it first, or leave it as it is.',
  changed_meanwhile: 'Look at the file again before you change it.',
  disk_full: 'Tell the user; do not try again before there is room.',
  read_only: 'It cannot be written; work elsewhere or tell the user.',
  no_permission: 'Leave it out and tell the user.',
  folder_gone: 'Go on without this folder, or ask the user about it.',
  cross_device: 'Move single files instead of the folder, or choose a target in the same folder.',
  io_error: 'Try once more; if it fails again, leave it out and tell the user.',
  sandbox_failed: 'Run the command once more; if it fails again, do it without the sandbox or tell the user.',
  stuck: 'Do not touch these files again; the user has been told.',
};

export interface ErrorHints {
  /** The task's folders. */
  readonly folders?: readonly { readonly name: string; readonly access: string }[];
  /** Existing paths near a missing one. */
  readonly similar?: readonly string[];
  /** The call would have changed something: the result then says that it did not. */
  readonly changing?: boolean;
}

/** What the model should do next about a code. */
export const nextStep = (code: string): string => NEXT[code as ErrorCode] ?? 'Try once more; if it fails again, tell the user.';

/**
 * The error as a result, or undefined when it is none that a model can act on (cancelled, the engine, a bug): throw that on. The
 * detail names paths of the model's only; whoever throws sees to that.
 */
export function errorToResult(error: unknown, hints: ErrorHints = {}): ToolResult | undefined {
  if (!isCoworkError(error) || NEXT[error.code] === undefined) return undefined;
  const { title } = ERROR_CODES[error.code];
  const state = hints.changing && error.code !== 'stuck' ? ['Nothing was changed.'] : [];
  const lines = [`${title}: ${endSentence(error.detail)}`, ...hintLines(error.code, hints), ...state, nextStep(error.code)];
  return errorResult('file', lines.join('\n'), `${title}: ${error.detail}`.slice(0, 200));
}

function hintLines(code: ErrorCode, hints: ErrorHints): string[] {
  if (code === 'no_such_file' && hints.similar?.length) return [`Similar names: ${hints.similar.map(shown).join(', ')}.`];
  if (code === 'folder_gone' && hints.folders?.length)
    return [
      `Folders of this task: ${hints.folders.map((folder) => `/folders/${shown(folder.name)} (${folder.access})`).join(', ')}.`,
    ];
  return [];
}

const endSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
