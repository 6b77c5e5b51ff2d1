// What a task's commands sent, or wanted to send, as people and programs see it.
import { z } from 'zod';

/** Why a request was not sent. */
export type Refusal =
  /** A person may allow it. */
  | 'unknown_host'
  /** No plain name of a host. */
  | 'bad_name'
  /** The services that models are asked at: whoever reaches one with a key of their own carries off what they like. */
  | 'model_service'
  | 'method'
  | 'path'
  | 'private_address'
  | 'too_many';

export const NetworkRequest = z.object({
  id: z.string(),
  /** The tool call whose command asked. */
  step: z.number().int(),
  index: z.number().int(),
  at: z.string(),
  /** CONNECT: a connection that is sealed, so that only its host is known. */
  method: z.string(),
  host: z.string(),
  port: z.number().int(),
  path: z.string().optional(),
  /** Why it was not sent, a {@link Refusal} or one of a newer product. Absent: it was sent. */
  refused: z.string().optional(),
  /** How often the same was refused. */
  times: z.number().int(),
  /** Absent while it runs, and for what was under way when the program was ended. */
  bytesOut: z.number().int().optional(),
  bytesIn: z.number().int().optional(),
  /** Of the answer. */
  status: z.number().int().optional(),
  /** Why nothing came of it. */
  failed: z.string().optional(),
});
export type NetworkRequest = z.infer<typeof NetworkRequest>;
