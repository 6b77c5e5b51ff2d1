// The command `cowork`: the composition root of the CLI. Ties the command line to the launcher and to this process.
import { runCommandLine } from './program.ts';
import type { Cli, Product } from './context.ts';
import { terminalOf } from './terminal.ts';

const { env } = process;

const product: Product = {
  async address() {
    // Only what it takes to read one file: the launcher itself is loaded when one of its commands is called.
    const [{ readConfig }, { pathsOf }, { addressOf, findRunning }] = await Promise.all([
      import('../config.ts'),
      import('../paths.ts'),
      import('../launcher/running.ts'),
    ]);
    const runtime = findRunning(pathsOf(readConfig(env).home));
    return runtime && { baseUrl: addressOf(runtime), token: runtime.token };
  },
  async run(command, rest) {
    if (command === 'demo') return (await import('../demo/demo-command.ts')).demoCommand(rest);
    return (await import('../launcher/product-commands.ts')).runLauncherCommand(command, rest);
  },
};

const cli: Cli = {
  terminal: terminalOf({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env }),
  product,
  now: () => new Date(),
  cwd: process.cwd(),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};

// `cowork ls | head -1`: whoever read the output has gone, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommandLine(cli, process.argv.slice(2));
