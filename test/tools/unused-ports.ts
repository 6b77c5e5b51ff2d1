// Ports for tests that look at tools and call none that needs a port: whoever is asked all the same says so.
import type { ToolPorts } from '../../src/tools/create-tools.ts';

const notAskedFor = (): Promise<never> => Promise.reject(new TypeError('not asked for'));

export const UNUSED: ToolPorts = {
  files: { list: notAskedFor, read: notAskedFor, search: notAskedFor, similar: notAskedFor },
  commands: { run: notAskedFor, forget: notAskedFor },
  spill: notAskedFor,
  timeZone: 'UTC',
};
