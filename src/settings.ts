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

/** What counts where nothing is set. */
export const defaultSettings = (): Omit<StoredSettings, 'baseUrl'> => ({
  model: DEFAULT_MODEL,
  dailyMaxUsd: DEFAULT_DAILY_USD,
  defaultMode: 'ask',
  packageRegistries: false,
  retentionDays: 30,
  retentionBytes: 10 * 1024 ** 3,
  deliverTo: join(homedir(), 'Cowork'),
});

export function createSettings(config: Pick<Config, 'home'> & { env: NodeJS.ProcessEnv }): SettingsFile {
  const file = pathsOf(config.home).settingsFile;
  return {
    async read() {
      const kept = readSettings(file);
      const otherwise = defaultSettings();
      return {
        model: config.env['COWORK_MODEL'] || kept.model || otherwise.model,
        baseUrl: config.env['ANTHROPIC_BASE_URL'] || kept.baseUrl || null,
        dailyMaxUsd: kept.dailyMaxUsd ?? otherwise.dailyMaxUsd,
        defaultMode: kept.defaultMode ?? otherwise.defaultMode,
        packageRegistries: kept.packageRegistries ?? otherwise.packageRegistries,
        retentionDays: kept.retentionDays ?? otherwise.retentionDays,
        retentionBytes: kept.retentionBytes ?? otherwise.retentionBytes,
        deliverTo: kept.deliverTo ?? otherwise.deliverTo,
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
