// The user's settings as one object: <home>/config.json with defaults below it and the environment above it.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Settings } from './contract/http.ts';
import { DEFAULT_DAILY_USD } from './contract/task.ts';
import { DEFAULT_MODEL } from './model/capabilities.ts';
import { pathsOf } from './paths.ts';
import { readSettings, writeSettings } from './settings-file.ts';

export type StoredSettings = Omit<Settings, 'hasModelKey'>;

export interface SettingsFile {
  /** Read at each use: a change takes effect without a restart. */
  read(): Promise<StoredSettings>;
  /** Only what is given changes. What the environment sets stays on top. */
  patch(change: Partial<StoredSettings>): Promise<void>;
}

const RETENTION_DAYS = 30;
const RETENTION_BYTES = 10 * 1024 ** 3;

export function createSettings(config: Pick<Config, 'home'> & { env: NodeJS.ProcessEnv }): SettingsFile {
  const file = pathsOf(config.home).settingsFile;
  return {
    async read() {
      const kept = readSettings(file);
      return {
        model: config.env['COWORK_MODEL'] || kept.model || DEFAULT_MODEL,
        baseUrl: config.env['ANTHROPIC_BASE_URL'] || kept.baseUrl || null,
        dailyMaxUsd: kept.dailyMaxUsd ?? DEFAULT_DAILY_USD,
        defaultMode: kept.defaultMode ?? 'ask',
        retentionDays: kept.retentionDays ?? RETENTION_DAYS,
        retentionBytes: kept.retentionBytes ?? RETENTION_BYTES,
        deliverTo: kept.deliverTo ?? join(homedir(), 'Cowork'),
      };
    },
    async patch(change) {
      const { baseUrl, ...others } = change;
      const { baseUrl: oldUrl, ...kept } = readSettings(file);
      const url = baseUrl === undefined ? oldUrl : (baseUrl ?? undefined);
      writeSettings(file, { ...kept, ...others, ...(url === undefined ? {} : { baseUrl: url }) });
    },
  };
}
