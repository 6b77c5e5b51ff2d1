// What the two descriptions in an archive say. docs/ARCHIVE.md tells the same to people.
import { z } from 'zod';

export const FORMAT = 'durable-cowork-archive';
export const FORMAT_VERSION = 1;

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** `archive.json`, the first member: enough to refuse before anything else is read. */
export const ArchiveHead = z.object({
  format: z.literal(FORMAT),
  version: z.number().int(),
  /** Version of the product that wrote it. */
  product: z.string(),
  createdAt: z.string(),
  /** The migrations of the database whose rows these are. */
  migrations: z.array(z.string()),
  tasks: z.array(Id),
  /** Only where everything was asked for. */
  schedules: z.array(Id).default([]),
  /** Where everything was asked for, or one of them. */
  threads: z.array(Id).default([]),
});
export type ArchiveHead = z.infer<typeof ArchiveHead>;

const Member = z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() });
export type Member = z.infer<typeof Member>;

const Missing = z.object({ what: z.string(), why: z.string() });
export type Missing = z.infer<typeof Missing>;

const ArchivedTask = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  files: z.number().int(),
  /** Files that belong to it and were not there to be taken along. */
  missing: z.array(Missing),
});
export type ArchivedTask = z.infer<typeof ArchivedTask>;

/** A schedule or a thread: rows alone. */
const ArchivedRows = z.object({ id: z.string(), name: z.string(), rows: z.record(z.string(), z.number().int()) });
export type ArchivedRows = z.infer<typeof ArchivedRows>;

/** `manifest.json`, the last member: what all others must be. */
export const Manifest = z.object({
  members: z.array(Member),
  tasks: z.array(ArchivedTask),
  schedules: z.array(ArchivedRows).default([]),
  threads: z.array(ArchivedRows).default([]),
});
export type Manifest = z.infer<typeof Manifest>;

/** A tool call of a task's last step that had begun: what only the computer that began it knows. */
export const BegunCall = z.object({ step: z.number().int(), idx: z.number().int(), receipt: z.string().nullable() });
export type BegunCall = z.infer<typeof BegunCall>;
/** Stands among a task's tables. */
export const CALLS = 'calls';
