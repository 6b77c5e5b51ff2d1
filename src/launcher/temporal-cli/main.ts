// Run as a process (CI): finds or fetches the Temporal CLI and prints its path; progress goes to standard error.
import { readConfig } from '../../config.ts';
import { guarded, processTerminal } from '../terminal.ts';
import { findTemporalCli } from './find.ts';

const terminal = processTerminal();
process.exitCode = await guarded(terminal, async () => {
  const { temporalCli } = readConfig(terminal.env);
  const found = await findTemporalCli({ explicit: temporalCli, env: terminal.env, onProgress: (line) => terminal.err(line) });
  terminal.out(found.path);
  return 0;
});
