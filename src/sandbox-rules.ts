// What sandboxes may be and reach by the user's settings, and the record of what they do, in the task store.
import type { SandboxRules } from './desktop-sandbox.ts';
import type { StoredSettings } from './settings.ts';
import type { TaskStore } from './store/port.ts';

export function sandboxRules({
  store,
  settings,
}: {
  store: TaskStore;
  settings: { read(): Promise<Pick<StoredSettings, 'packageRegistries' | 'commandsWithoutMachine' | 'baseUrl'>> };
}): SandboxRules {
  return {
    mayUseProcesses: async () => (await settings.read()).commandsWithoutMachine,
    wantsRegistries: async () => (await settings.read()).packageRegistries,
    async modelHosts() {
      const { baseUrl } = await settings.read();
      if (baseUrl === null) return [];
      const { hostname, port, protocol } = new URL(baseUrl);
      return [{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) }];
    },
    log: {
      begin: (asked) => store.beginNetworkRequest(asked),
      end: (id, ended) => store.endNetworkRequest(id, ended),
      refuse: (asked, why) => store.refuseNetworkRequest(asked, why),
      refused: (key) => store.refusedHosts(key, 'unknown_host'),
    },
  };
}
