// Chooses ports: free ones, the same again on the next start where nobody took them meanwhile.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { writePrivate } from '../disk/whole-file.ts';
import { whoListens } from './port-holder.ts';

const Ports = z.object({
  api: z.number().int(),
  temporal: z.number().int(),
  temporalHttp: z.number().int(),
  temporalMetrics: z.number().int(),
});
export type Ports = z.infer<typeof Ports>;

/**
 * Below the ports that systems give to outgoing connections: there a client that keeps calling a server which is just being
 * restarted may be given the very port it calls, connect to itself and keep the server from coming back.
 */
const RANGE = { from: 20_000, to: 30_000 };
/** How many ports after the wanted one are tried before any free one is taken. */
const NEXT_TRIES = 100;

/** Chooses and remembers. Throws `bad_config` when an explicit port is taken, naming who has it. */
export async function choosePorts(file: string, config: Pick<Config, 'port' | 'portExplicit'>): Promise<Ports> {
  const before = remembered(file);
  const taken = new Set<number>();
  const pick = async (wanted: number | undefined): Promise<number> => {
    const port = wanted !== undefined && !taken.has(wanted) && (await isFree(wanted)) ? wanted : await anyFree(taken);
    taken.add(port);
    return port;
  };
  const ports: Ports = {
    api: await pick(await apiPort(config, before?.api)),
    temporal: await pick(before?.temporal),
    temporalHttp: await pick(before?.temporalHttp),
    temporalMetrics: await pick(before?.temporalMetrics),
  };
  writePrivate(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

async function apiPort(config: Pick<Config, 'port' | 'portExplicit'>, before: number | undefined): Promise<number | undefined> {
  if (config.port === 0) return undefined;
  if (config.portExplicit) {
    if (await isFree(config.port)) return config.port;
    const who = await whoListens(config.port);
    throw new CoworkError(
      'bad_config',
      `Port ${config.port} is taken${who ? ` by ${who}` : ''}. Choose another with COWORK_PORT, or unset it to take the next free one.`,
    );
  }
  if (before !== undefined && (await isFree(before))) return before;
  for (let port = config.port; port < config.port + NEXT_TRIES; port += 1) if (await isFree(port)) return port;
  return undefined;
}

function remembered(file: string): Ports | undefined {
  try {
    return Ports.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function anyFree(except: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (!except.has(port) && (await isFree(port))) return port;
  }
  throw new CoworkError('bad_config', `No free port was found between ${RANGE.from} and ${RANGE.to}.`);
}

/** Different ones, for something that runs for a moment and is not remembered. */
export async function freePorts(count: number): Promise<number[]> {
  const taken = new Set<number>();
  while (taken.size < count) taken.add(await anyFree(taken));
  return [...taken];
}

/** True when 127.0.0.1:port can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
