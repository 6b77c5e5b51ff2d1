// What the product itself says: in English as it comes.
import type { ErrorCode } from '../../../contract/errors.ts';
import type { WaitingFor } from '../../../contract/task.ts';

export const saidError = (_code: ErrorCode, detail: string): string => detail;

/** What a task or a conversation waits for. */
export const waitsFor = ({ text }: WaitingFor): string => text;
