// `cowork start`: everything in the foreground until Ctrl-C, or in the background with --detach. Opens the browser for a person at a screen.
import { type Config, readConfig } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { startInBackground } from './background.ts';
import { hints } from './hints.ts';
import { launch, type LaunchOptions, type Product } from './launch.ts';
import { loginLink, openPage } from './open.ts';
import { findRunning } from './running.ts';
import { EXIT, exitCodeOf, guarded, processTerminal, type Terminal } from './terminal.ts';

/** A second Ctrl-C sooner than this is the same one, told twice by the terminal and by whoever passes signals on. */
const SAME_SIGNAL_MS = 1_000;

export interface StartOptions {
  readonly detach?: boolean | undefined;
  /** Opens no browser; else one is opened for a person at a screen. */
  readonly noOpen?: boolean | undefined;
  readonly programs?: LaunchOptions['programs'];
  /** It is not the foreground of any terminal: nobody's Ctrl-C reaches it. */
  readonly background?: boolean;
  /** Called once the address has been printed. */
  onReady?(): void;
}

/** Exit code: 0 after a stop that was asked for, 1 when a child was given up, 2 when refused before ready. */
export function startCommand(options: StartOptions = {}, terminal: Terminal = processTerminal()): Promise<number> {
  return guarded(terminal, async () => {
    const config = readConfig(terminal.env);
    if (options.detach !== true) return startInForeground(config, options, terminal);
    const code = await startInBackground(config, terminal);
    const runtime = code === EXIT.done && options.noOpen !== true ? findRunning(pathsOf(config.home)) : undefined;
    if (runtime) await openPage(config.home, runtime, terminal);
    return code;
  });
}

async function startInForeground(config: Config, options: StartOptions, terminal: Terminal): Promise<number> {
  const signals = listenForSignals();
  try {
    const product = await launch(
      {
        config,
        env: terminal.env,
        onProgress: (line) => terminal.out(line),
        ...(options.programs ? { programs: options.programs } : {}),
      },
      signals.stop,
    );
    await announce(product, config, { ...options, terminal });
    options.onReady?.();
    if (options.noOpen !== true) await openPage(config.home, product.runtime, terminal);
    return await untilEnd(product, signals, terminal);
  } catch (error) {
    if (signals.stop.aborted) return EXIT.done;
    throw error;
  } finally {
    signals.close();
  }
}

async function announce(
  product: Product,
  config: Config,
  { background, terminal }: Pick<StartOptions, 'background'> & { terminal: Terminal },
): Promise<void> {
  terminal.out(`Durable Cowork is ready: ${await loginLink(config.home, product.runtime)}`);
  const stops = background ? '"cowork stop" stops it.' : 'Ctrl-C or "cowork stop" stops it.';
  terminal.out(`The link opens it in a browser once, within 10 minutes; "cowork open" makes another. ${stops}`);
  if (!product.readiness.ready) terminal.out(`No task could start yet: ${product.readiness.text}`);
  for (const hint of hints(config, terminal.env)) terminal.out(hint);
}

async function untilEnd(product: Product, signals: Signals, terminal: Terminal): Promise<number> {
  const asked = new Promise<undefined>((resolve) => {
    if (signals.stop.aborted) resolve(undefined);
    signals.stop.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const reason = await Promise.race([product.failed, asked]);
  if (reason) terminal.err(reason.detail);
  else terminal.out('Stopping. Tasks go on from here at the next start.');
  signals.now.addEventListener('abort', () => void product.stop('now'), { once: true });
  await product.stop();
  return reason ? exitCodeOf(reason) : EXIT.done;
}

interface Signals {
  readonly stop: AbortSignal;
  /** Asked again, by somebody who does not want to wait. */
  readonly now: AbortSignal;
  close(): void;
}

function listenForSignals(): Signals {
  const stop = new AbortController();
  const now = new AbortController();
  let firstAt = 0;
  const heard = (): void => {
    if (!stop.signal.aborted) {
      firstAt = performance.now();
      stop.abort();
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) now.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, heard);
  return {
    stop: stop.signal,
    now: now.signal,
    close() {
      for (const name of names) process.off(name, heard);
    },
  };
}
