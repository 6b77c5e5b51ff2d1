// The guest's agent, call by call. Whatever it answers is a guest's word: its shape is checked here, its content by whoever uses it.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { CoworkError } from '../contract/errors.ts';
import type { GuestChannel } from './channel/guest-channel.ts';
import { Entry } from './overlay/entry.ts';

/** A folder as commands see it: `sub` of the share with this tag, at a path of the guest. */
export interface GuestFolder {
  readonly at: string;
  readonly tag: string;
  /** What the share is on this computer: looked at where the guest is no computer of its own. */
  readonly dev: string;
  readonly ino: string;
  readonly sub: string;
  readonly readOnly: boolean;
}

export interface GuestBeginning {
  readonly uid: number;
  readonly gid: number;
  readonly timeZone: string;
  readonly hostname: string;
  /** PEM: authorities that programs trust beside those of the image; may be empty. */
  readonly ca: string;
  /** For commands, from the next start of their shell on. */
  readonly environment: Readonly<Record<string, string>>;
}

const Progress = z.object({ ended: z.boolean(), late: z.boolean(), code: z.int(), ms: z.int(), size: z.int().min(0) });
export type Progress = z.infer<typeof Progress>;

const Settled = z.object({
  ended: z.array(z.string()).max(10_000),
  lists: z.record(z.string(), z.int().min(0)),
});
export type Settled = z.infer<typeof Settled>;

/** A list that is longer names more files than one command may change. */
const MOST_LIST_BYTES = 64 * 1024 * 1024;

const SYNCS_IN_MS = 3_000;

export interface Part {
  readonly path: string;
  readonly from: number;
  readonly size: number;
}
/** Bytes of content that one answer carries. */
export const PART_BYTES = 768 * 1024;

export interface Guest {
  /** Sets what each start has to set: clock, name, random numbers, whom programs trust; then the task's disk. */
  begin(of: GuestBeginning): Promise<void>;
  /** Makes these folders, and no others, be there, with nothing changed in them. */
  arrange(folders: readonly GuestFolder[]): Promise<void>;
  /** The same id again is the same run. */
  start(run: string, command: string, timeoutMs: number): Promise<void>;
  /** @throws CoworkError sandbox_failed where the guest knows no such run */
  follow(run: string, of: { from: number; waitMs: number; signal?: AbortSignal }): Promise<Progress & { bytes: Buffer }>;
  stop(run: string): Promise<void>;
  settle(): Promise<Settled>;
  entries(at: string, bytes: number): Promise<Entry[]>;
  content(at: string, parts: readonly Part[]): Promise<Buffer>;
  /** Before the machine is ended: what was written is on its disk then. Not waited for longer than a moment. */
  sync(): Promise<void>;
}

export function createGuest(channel: GuestChannel): Guest {
  const ask = async (method: string, params: unknown, raw?: Buffer): Promise<void> => {
    await channel.request(method, params, raw && { raw });
  };
  return {
    begin: (of) => ask('begin', { ...of, unixMs: Date.now() }, randomBytes(64)),
    arrange: (folders) => ask('arrange', { folders }),
    start: (run, command, timeoutMs) => ask('start', { run, timeoutMs }, Buffer.from(command)),
    async follow(run, { from, waitMs, signal }) {
      const { result, raw } = await channel.request('follow', { run, from, waitMs }, signal && { signal });
      return { ...shaped(Progress, result), bytes: raw };
    },
    stop: (run) => ask('stop', { run }),
    settle: async () => shaped(Settled, (await channel.request('settle', {})).result),
    async entries(at, bytes) {
      if (bytes > MOST_LIST_BYTES) throw new CoworkError('too_large', 'The command changed too many files at once');
      const chunks: Buffer[] = [];
      for (let from = 0; from < bytes;) {
        const { raw } = await channel.request('list', { at, from });
        if (raw.length === 0) throw forged();
        chunks.push(raw);
        from += raw.length;
      }
      const lines = Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
      return lines.map((line) => shaped(Entry, parsed(line)));
    },
    async sync() {
      await channel.request('sync', {}, { withinMs: SYNCS_IN_MS }).catch(() => undefined);
    },
    async content(at, parts) {
      const { raw } = await channel.request('content', { at, parts });
      if (raw.length !== parts.reduce((sum, { size }) => sum + size, 0)) throw forged();
      return raw;
    },
  };
}

function shaped<T>(schema: z.ZodType<T>, value: unknown): T {
  const found = schema.safeParse(value);
  if (!found.success) throw forged();
  return found.data;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw forged();
  }
}

const forged = (): CoworkError => new CoworkError('sandbox_failed', 'the sandbox answered something that makes no sense');
