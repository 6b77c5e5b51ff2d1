// Keeps this computer from falling asleep by itself while a task works, by the system's own means; closing the lid is the user's.
import { type ChildProcess, spawn } from 'node:child_process';

const LOOK_EVERY_MS = 5_000;

export interface KeepAwake {
  /** One look; joins none: each says what holds after it. */
  look(): Promise<void>;
  stop(): void;
}

export interface KeepAwakeDeps {
  /** A task is at work, and the user wants this. */
  readonly wanted: () => Promise<boolean>;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
  readonly everyMs?: number;
}

/** What holds the computer awake for as long as it lives, and it lives no longer than this process: its input ends with it. */
export function holderOn(platform: NodeJS.Platform): readonly [string, ...string[]] | undefined {
  if (platform === 'linux')
    return ['systemd-inhibit', '--what=idle:sleep', '--who=Durable Cowork', '--why=A task is at work', '--mode=block', 'cat'];
  if (platform === 'darwin') return ['caffeinate', '-i', 'cat'];
  return undefined;
}

export function startKeepAwake(deps: KeepAwakeDeps): KeepAwake {
  const command = holderOn(deps.platform ?? process.platform);
  let held: ChildProcess | undefined;
  /** It is not there or may not: said once. */
  let refused = command === undefined;
  let stopped = false;

  const hold = ([program, ...args]: readonly [string, ...string[]]): void => {
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], env: deps.env ?? process.env });
    held = child;
    child.stdin.on('error', () => undefined);
    const over = (why: object): void => {
      if (held !== child) return;
      held = undefined;
      refused = true;
      deps.log.warn(why, 'the computer cannot be kept awake while tasks work');
    };
    child.once('error', (err) => over({ err }));
    child.once('exit', (code, signal) => over({ code, signal }));
  };
  const letGo = (): void => {
    const child = held;
    held = undefined;
    child?.stdin?.end();
  };
  const look = async (): Promise<void> => {
    const wanted = !stopped && command !== undefined && (await deps.wanted());
    if (!wanted) return letGo();
    if (!held && !refused && !stopped) hold(command);
  };
  const timer = setInterval(
    () => void look().catch((err: unknown) => deps.log.warn({ err }, 'keep awake')),
    deps.everyMs ?? LOOK_EVERY_MS,
  );
  timer.unref();
  return {
    look,
    stop() {
      stopped = true;
      clearInterval(timer);
      letGo();
    },
  };
}
