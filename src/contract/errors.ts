// The closed table of error codes. Errors are classified once, at the edge where they happen; everything above switches on `code`.

/** `status` is the HTTP status, `retryable` whether the same call may succeed later without anyone doing something. */
export const ERROR_CODES = {
  bad_request: { status: 400, retryable: false, title: 'The request could not be read' },
  unauthorized: { status: 401, retryable: false, title: 'A valid token is needed' },
  forbidden: { status: 403, retryable: false, title: 'This origin or host may not call here' },
  not_found: { status: 404, retryable: false, title: 'There is nothing by that name' },
  method_not_allowed: { status: 405, retryable: false, title: 'This address does not take that method' },
  already_decided: { status: 409, retryable: false, title: 'Somebody else answered first' },
  task_finished: { status: 409, retryable: false, title: 'The task has already ended' },
  pause_first: { status: 409, retryable: false, title: 'The task is running; pause it first' },
  undo_possible: { status: 409, retryable: false, title: 'Changes of this task can still be undone' },
  schedule_busy: { status: 409, retryable: true, title: 'A run of this schedule is still at work' },
  undo_conflict: { status: 409, retryable: false, title: 'Files changed since; undo would lose those changes' },
  idempotency_mismatch: { status: 409, retryable: false, title: 'This Idempotency-Key was used with another body' },
  too_large: { status: 413, retryable: false, title: 'The request is too large' },
  range_not_satisfiable: { status: 416, retryable: false, title: 'The wanted range is outside of the content' },
  invalid: { status: 422, retryable: false, title: 'A value is not acceptable' },
  operations_needed: { status: 422, retryable: false, title: 'Other operations need an unticked one' },
  not_available: { status: 501, retryable: false, title: 'This version cannot do that' },
  engine_down: { status: 503, retryable: true, title: 'The task engine is not reachable' },
  desktop_away: { status: 503, retryable: true, title: 'The computer with the folders is not reachable' },
  engine_missing: { status: 503, retryable: false, title: 'The task engine is not installed' },
  bad_config: { status: 500, retryable: false, title: 'A setting is not usable' },
  not_running: { status: 503, retryable: true, title: 'Durable Cowork is not running' },
  internal: { status: 500, retryable: false, title: 'Something went wrong inside' },

  // the product's own databases
  database_newer: { status: 500, retryable: false, title: 'The data was written by a newer version' },
  upgrade_failed: { status: 500, retryable: false, title: 'The data could not be brought up to date' },
  bad_archive: { status: 422, retryable: false, title: 'The archive cannot be taken in' },
  database_corrupt: { status: 500, retryable: false, title: 'A database is damaged' },
  database_busy: { status: 503, retryable: true, title: 'A database is held by another program' },
  locked: { status: 409, retryable: false, title: 'Another process holds this' },

  // files
  not_granted: { status: 422, retryable: false, title: 'No permission for this place' },
  sensitive_place: { status: 422, retryable: false, title: 'This place is protected and is never opened for the agent' },
  no_such_file: { status: 422, retryable: false, title: 'There is no such file' },
  not_a_folder: { status: 422, retryable: false, title: 'This is not a folder' },
  is_a_folder: { status: 422, retryable: false, title: 'This is a folder' },
  bad_path: { status: 422, retryable: false, title: 'This path is not valid' },
  special_file: { status: 422, retryable: false, title: 'Only regular files, folders and links are handled' },
  target_exists: { status: 422, retryable: false, title: 'There is already something at the target' },
  text_not_found: { status: 422, retryable: false, title: 'The text to replace was not found exactly once' },
  placeholder_file: { status: 422, retryable: false, title: 'The file is only in the cloud; its content is not on this machine' },
  changed_meanwhile: { status: 409, retryable: false, title: 'A file was changed by someone else meanwhile' },
  disk_full: { status: 507, retryable: true, title: 'The disk is full' },
  read_only: { status: 422, retryable: false, title: 'The place cannot be written' },
  no_permission: { status: 422, retryable: false, title: 'The system refuses access' },
  folder_gone: { status: 422, retryable: true, title: 'The folder is not there any more' },
  cross_device: { status: 422, retryable: false, title: 'The move crosses file systems' },
  io_error: { status: 500, retryable: true, title: 'The disk reported an error' },
  stuck: { status: 500, retryable: false, title: 'A change could be neither finished nor taken back' },

  // sandbox
  sandbox_failed: { status: 500, retryable: true, title: 'The sandbox did not do it' },

  // model
  model_rate_limited: { status: 503, retryable: true, title: 'The AI service is busy' },
  model_overloaded: { status: 503, retryable: true, title: 'The AI service is overloaded' },
  model_unreachable: { status: 503, retryable: true, title: 'The AI service cannot be reached' },
  model_bad_request: { status: 502, retryable: false, title: 'The AI service refused the request' },
  model_auth: { status: 502, retryable: false, title: 'The AI service refused the key' },
  model_no_credit: { status: 502, retryable: false, title: 'The account at the AI service is out of credit' },
  model_context_too_long: { status: 502, retryable: false, title: 'The conversation is longer than the model can read' },
  model_not_configured: { status: 502, retryable: false, title: 'No model key is set' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error type that crosses module borders. `detail` is a sentence for people: what failed, what was not lost, what to do. */
export class CoworkError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  /** Extra members of the problem document (for example the winner of a race), JSON only. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; retryAfterMs?: number; extra?: Record<string, unknown> } = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'CoworkError';
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
    this.extra = options.extra ?? {};
  }
}

/** True for our own errors, also across realms (jest runs modules in another one). */
export function isCoworkError(value: unknown): value is CoworkError {
  return typeof value === 'object' && value !== null && (value as { name?: unknown }).name === 'CoworkError';
}

/** Said by every command that needs the running product. */
export const NOT_RUNNING = 'Durable Cowork is not running. Start it: cowork start --detach';
