// The user's settings as one object: <home>/config.json with defaults below it and the environment above it.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Settings } from './contract/http.ts';
import { DEFAULT_SLOTS } from './contract/queue.ts';
import { DEFAULT_DAILY_USD } from './contract/task.ts';
import { DEFAULT_MODEL } from './model/capabilities.ts';
import { pathsOf } from './paths.ts';
import { readSettings, writeSettings } from './settings-file.ts';

export type StoredSettings = Omit<Settings, 'hasModelKey' | 'modelKeyPlace'>;
/** What the model is called while the demo is on. */
const DEMO_MODEL = 'scripted';
/** What the demo is called with, instead of the person's key. */
export const DEMO_KEY = 'scripted';

export interface SettingsFile {
  /** Read at each use: a change takes effect without a restart. */
  read(): Promise<StoredSettings>;
  /** Only what is given changes. What the environment sets stays on top. */
  patch(change: Partial<Omit<StoredSettings, 'demo'>>): Promise<void>;
  /** The demo comes before every other model, also one of the environment, until it is left (undefined). */
  setDemo(url: string | undefined): Promise<void>;
  demoUrl(): Promise<string | undefined>;
}

/** What counts where nothing is set. */
export const defaultSettings = (): Omit<StoredSettings, 'baseUrl' | 'demo'> => ({
  model: DEFAULT_MODEL,
  dailyMaxUsd: DEFAULT_DAILY_USD,
  defaultMode: 'ask',
  runningTasks: DEFAULT_SLOTS.tasks,
  runningChildren: DEFAULT_SLOTS.children,
  keepAwake: true,
  notifications: true,
  quietHours: null,
  packageRegistries: false,
  commandsWithoutMachine: false,
  retentionDays: 30,
  retentionBytes: 10 * 1000 ** 3,
  deliverTo: join(homedir(), 'Cowork'),
});

export function createSettings(config: Pick<Config, 'home'> & { env: NodeJS.ProcessEnv }): SettingsFile {
  const file = pathsOf(config.home).settingsFile;
  return {
    async read() {
      const kept = readSettings(file);
      const otherwise = defaultSettings();
      return {
        ...(kept.demoUrl === undefined
          ? {
              model: config.env['COWORK_MODEL'] || kept.model || otherwise.model,
              baseUrl: config.env['ANTHROPIC_BASE_URL'] || kept.baseUrl || null,
              demo: false,
            }
          : { model: DEMO_MODEL, baseUrl: kept.demoUrl, demo: true }),
        dailyMaxUsd: kept.dailyMaxUsd ?? otherwise.dailyMaxUsd,
        defaultMode: kept.defaultMode ?? otherwise.defaultMode,
        runningTasks: kept.runningTasks ?? otherwise.runningTasks,
        runningChildren: kept.runningChildren ?? otherwise.runningChildren,
        keepAwake: kept.keepAwake ?? otherwise.keepAwake,
        notifications: kept.notifications ?? otherwise.notifications,
        quietHours: kept.quietHours ?? otherwise.quietHours,
        packageRegistries: kept.packageRegistries ?? otherwise.packageRegistries,
        commandsWithoutMachine: kept.commandsWithoutMachine ?? otherwise.commandsWithoutMachine,
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
    async setDemo(url) {
      const { demoUrl: _, ...kept } = readSettings(file);
      writeSettings(file, { ...kept, ...(url === undefined ? {} : { demoUrl: url }) });
    },
    demoUrl: async () => readSettings(file).demoUrl,
  };
}
