// What travels on the link. Each side ignores what it does not know, so that two versions can talk during an upgrade.
import { z } from 'zod';
import { Ephemeral } from '../contract/events.ts';

/** Worker → api. */
export const ToApi = z.union([
  z.object({ kind: z.literal('appended'), taskId: z.string(), seq: z.number().int() }),
  z.object({ kind: z.literal('ephemeral'), event: Ephemeral }),
  z.object({ kind: z.literal('serving') }),
]);
export type ToApi = z.infer<typeof ToApi>;

/** Api → worker. */
export const ToWorker = z.union([
  z.object({ kind: z.literal('abort'), taskId: z.string(), why: z.enum(['cancel_now', 'kill', 'pause']) }),
  z.object({ kind: z.literal('drain') }),
]);
export type ToWorker = z.infer<typeof ToWorker>;
