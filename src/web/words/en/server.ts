// What the product itself says: in English as it comes.
import type { Counts } from '../../../contract/changes.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { WaitingFor } from '../../../contract/task.ts';

export const saidError = (_code: ErrorCode, detail: string): string => detail;

/** What will change, or has: "214 files will move, none deleted". */
export const saidChange = ({ summary }: { readonly summary: string; readonly counts?: Counts }): string => summary;

/** What a task or a conversation waits for. */
export const waitsFor = ({ text }: WaitingFor): string => text;
