// <home>/run/runtime.json: what the launcher tells its children and the CLI about the running product. 0600.
import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { pathsOf } from '../paths.ts';
import { writePrivate } from '../disk/whole-file.ts';

export const Runtime = z.object({
  /** Of the launcher. */
  pid: z.number().int(),
  /** Start time of that process as the system tells it (`startTimeOf`): a pid alone is used again. */
  startTime: z.string(),
  /** ISO 8601, for people. */
  startedAt: z.string(),
  version: z.string(),
  apiPort: z.number().int(),
  /** Bearer token of the api. */
  token: z.string(),
  temporalAddress: z.string(),
  namespace: z.string(),
  socketPath: z.string(),
  /** The built web app; absent where there is none. */
  webFolder: z.string().optional(),
});
export type Runtime = z.infer<typeof Runtime>;

/** Written before any child starts, and again when a port changes. */
export function writeRuntime(home: string, runtime: Runtime): void {
  writePrivate(pathsOf(home).runtimeFile, `${JSON.stringify(runtime, null, 2)}\n`);
}

/** What the last launcher wrote; undefined when there is none or it cannot be understood. It may be dead: see `isSameProcess`. */
export function readRuntime(home: string): Runtime | undefined {
  try {
    return Runtime.parse(JSON.parse(readFileSync(pathsOf(home).runtimeFile, 'utf8')));
  } catch {
    return undefined;
  }
}

export function removeRuntime(home: string): void {
  rmSync(pathsOf(home).runtimeFile, { force: true });
}
