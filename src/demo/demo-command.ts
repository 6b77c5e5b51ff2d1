// `cowork demo`: a whole job on made-up files, with a scripted model, without key or network. Ends with 1 when anything is not as said.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, usage } from '../cli/exit.ts';
import { duration } from '../cli/format/numbers.ts';
import { type Terminal, terminalOf } from '../cli/terminal.ts';
import { createClient } from '../client/client.ts';
import { readConfig } from '../config.ts';
import { launch } from '../launcher/launch.ts';
import { type ModelServer, startModelServer } from './model-server/model-server.ts';
import { playDemo } from './play-demo.ts';
import { createScreen } from './screen.ts';
import { sortingScript } from './sorting-script.ts';
import type { Verdict } from './verify.ts';
import { claims, words } from './words.ts';

export async function demoCommand(rest: readonly string[]): Promise<number> {
  const unknown = rest.find((word) => word !== '--keep' && word !== '--ask');
  if (unknown !== undefined) throw usage(words.usage);
  const { stdin, stdout, stderr, env } = process;
  const terminal = terminalOf({ stdin, stdout, stderr, env });
  const stop = new AbortController();
  const stopNow = (): void => stop.abort();
  process.once('SIGINT', stopNow).once('SIGTERM', stopNow);
  const base = await mkdtemp(join(tmpdir(), 'cowork-demo-'));
  const keep = rest.includes('--keep');
  try {
    const good = await demo({ base, terminal, stop, ask: rest.includes('--ask') && terminal.interactive });
    return good ? EXIT.done : EXIT.failed;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    terminal.err(words.stopped);
    return EXIT.failed;
  } finally {
    process.off('SIGINT', stopNow).off('SIGTERM', stopNow);
    if (keep) {
      terminal.out(words.keep(base));
      terminal.out(words.keepHow(join(base, 'home')));
    } else await rm(base, { recursive: true, force: true });
  }
}

interface Demo {
  /** Everything is below this folder. */
  readonly base: string;
  readonly terminal: Terminal;
  readonly stop: AbortController;
  readonly ask: boolean;
}

async function demo({ base, terminal, stop, ask }: Demo): Promise<boolean> {
  const begun = performance.now();
  const screen = createScreen(terminal);
  const folder = join(base, 'Downloads');
  const model = await startModelServer({ scripts: { default: sortingScript('/folders/Downloads') } });
  try {
    screen.begin('start');
    screen.say(words.intro, '', words.starting);
    const env = environment(join(base, 'home'), model);
    const product = await launch({ config: readConfig(env), env, onProgress: (line) => screen.say(line) }, stop.signal);
    try {
      screen.say(words.started(duration(performance.now() - begun)));
      const client = createClient({ baseUrl: product.address, token: product.runtime.token, device: 'demo' });
      await client.patchSettings({ deliverTo: join(base, 'Cowork') });
      const verdicts = await playDemo({ client, terminal, screen, folder, delivered: join(base, 'Cowork'), stop, ask });
      return conclude(screen, terminal, [...verdicts, { claim: claims.strict, holds: model.refusals().length === 0 }], begun);
    } finally {
      await product.stop();
    }
  } finally {
    await model.close();
  }
}

/** The user's environment without what would make this more than a demo: keys, other servers, proxies, their own installation. */
function environment(home: string, model: ModelServer): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      name === 'COWORK_TEMPORAL_CLI' || !/^(COWORK_|ANTHROPIC_|TEMPORAL_|DATABASE_URL$|(https?|no|all)_proxy$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    COWORK_HOME: home,
    COWORK_PORT: '0',
    COWORK_MODEL: 'scripted',
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'scripted',
  };
}

function conclude(
  screen: ReturnType<typeof createScreen>,
  { style }: Terminal,
  verdicts: readonly Verdict[],
  begun: number,
): boolean {
  const good = verdicts.every((verdict) => verdict.holds);
  screen.begin('end');
  screen.say(words.checks);
  for (const { claim, holds } of verdicts) screen.say(holds ? `  ${style.good('✓')} ${claim}` : `  ${style.bad('✗')} ${claim}`);
  screen.say('', good ? style.good(words.good) : style.bad(words.bad), words.took(duration(performance.now() - begun)));
  if (good) screen.say(words.next);
  return good;
}
