// Rules of the network for rigs whose commands reach nothing.
import type { SandboxRules } from '../../src/desktop-sandbox.ts';

export const NO_NETWORK: SandboxRules = {
  mayUseProcesses: async () => false,
  wantsRegistries: async () => false,
  modelHosts: async () => [],
  log: { begin: async () => undefined, end: async () => undefined, refuse: async () => undefined, refused: async () => [] },
};
