// What every command gets: the terminal, the way to the product, the clock.
import type { Client } from '../client/client.ts';
import { createClient } from '../client/client.ts';
import { CoworkError } from '../contract/errors.ts';
import type { Terminal } from './terminal.ts';
import { patientFetch } from './patient-fetch.ts';
import { words } from './words/product.ts';

/** Where the product listens, as its runtime file tells. */
interface Address {
  readonly baseUrl: string;
  readonly token: string;
}

/** What only the launcher can do; passed in by the composition root, loaded when first used. */
export interface Product {
  /** Undefined when it does not run. Its api may be away for a moment: then calls end in `not_running`. */
  address(): Promise<Address | undefined>;
  /** One of the launcher's commands, with the words after it. Prints by itself; resolves with the exit code. */
  run(command: ProductCommand, rest: readonly string[]): Promise<number>;
}
export type ProductCommand =
  | 'start'
  | 'stop'
  | 'status'
  | 'doctor'
  | 'open'
  | 'logs'
  | 'config'
  | 'service'
  | 'uninstall'
  | 'export'
  | 'import'
  | 'demo'
  | 'version';

export interface Cli {
  readonly terminal: Terminal;
  readonly product: Product;
  readonly now: () => Date;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Calls back on Ctrl-C until the returned function is called. Without a listener Ctrl-C ends the process. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Wakes a view now and then; the returned function stops it. */
  readonly every: (ms: number, tick: () => void) => () => void;
}

/** A client of the running product, or `not_running`. */
export async function connect(cli: Cli): Promise<Client> {
  const address = await cli.product.address();
  if (!address) throw new CoworkError('not_running', words.notRunning);
  return createClient({ ...address, device: 'terminal', fetch: patientFetch });
}

/** Like `connect`, and really there; a person at a terminal is offered to start the product first when `offer` is set. */
export async function connectOrStart(cli: Cli, offer: boolean): Promise<Client> {
  if (await cli.product.address()) return reachable(cli);
  const started =
    offer &&
    cli.terminal.interactive &&
    (await wantsStart(cli)) &&
    (await cli.product.run('start', ['--detach', '--no-open'])) === 0;
  if (started) return reachable(cli);
  throw new CoworkError('not_running', words.notRunning);
}

async function reachable(cli: Cli): Promise<Client> {
  const client = await connect(cli);
  await client.tasks({ limit: 1 });
  return client;
}

async function wantsStart({ terminal }: Cli): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  return (await confirm({ message: words.offerStart, input: terminal.input, output: terminal.output })) === true;
}
