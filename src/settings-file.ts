// <home>/config.json: settings that a product without a shell environment must know. The environment overrides it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CoworkError } from './contract/errors.ts';
import { HttpUrl, Settings } from './contract/http.ts';
import { issueInWords } from './contract/issue-words.ts';
import { writePrivate } from './disk/whole-file.ts';

export const FileSettings = z.strictObject({
  model: Settings.shape.model.optional(),
  baseUrl: HttpUrl.optional(),
  /** Proxy for calls to the outside, e.g. http://proxy.example:3128 */
  proxy: HttpUrl.optional(),
  /** Hosts that are reached without the proxy, separated by commas. */
  noProxy: z.string().optional(),
  /** PEM file with further certificate authorities. */
  caFile: z.string().optional(),
  dailyMaxUsd: Settings.shape.dailyMaxUsd.optional(),
  defaultMode: Settings.shape.defaultMode.optional(),
  runningTasks: Settings.shape.runningTasks.optional(),
  runningChildren: Settings.shape.runningChildren.optional(),
  keepAwake: Settings.shape.keepAwake.optional(),
  notifications: Settings.shape.notifications.optional(),
  quietHours: Settings.shape.quietHours.optional(),
  /** Where the scripted demo answers, while it is chosen in the place of a model. */
  demoUrl: HttpUrl.optional(),
  packageRegistries: Settings.shape.packageRegistries.optional(),
  commandsWithoutMachine: Settings.shape.commandsWithoutMachine.optional(),
  retentionDays: Settings.shape.retentionDays.optional(),
  retentionBytes: Settings.shape.retentionBytes.optional(),
  deliverTo: Settings.shape.deliverTo.optional(),
});
export type FileSettings = z.infer<typeof FileSettings>;

/** Reads the settings; no file is no settings, a broken one is `bad_config` naming it. */
export function readSettings(file: string): FileSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // A home that is not there, or no folder at all, is somebody else's to complain about.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw new CoworkError('bad_config', `${file} cannot be read; check its owner and mode.`, { cause: error });
  }
  const given = parseJson(text);
  const parsed = FileSettings.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CoworkError('bad_config', `${file}: ${issue ? issueInWords(issue, given) : 'not valid'}; mend or remove it.`);
}

/** Replaces the file whole, readable by this user alone. */
export function writeSettings(file: string, settings: FileSettings): void {
  writePrivate(file, `${JSON.stringify(FileSettings.parse(settings), null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return 'not JSON';
  }
}
