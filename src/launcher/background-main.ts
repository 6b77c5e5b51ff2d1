// The process behind `cowork start --detach`.
import type { BackgroundMessage } from './background.ts';
import { startCommand } from './start.ts';
import type { Terminal } from './terminal.ts';

const tell = (message: BackgroundMessage): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};
const terminal: Terminal = {
  env: process.env,
  interactive: false,
  out: (line) => tell({ type: 'out', line }),
  err: (line) => tell({ type: 'err', line }),
  confirm: () => Promise.resolve(false),
  secret: () => Promise.resolve(undefined),
};

process.exitCode = await startCommand({ onReady: () => tell({ type: 'ready' }) }, terminal);
if (process.connected) process.disconnect();
