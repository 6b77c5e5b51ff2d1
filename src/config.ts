// The one parse of the environment. Composition roots call it once and pass on what each part needs.
import { resolve } from 'node:path';
import { z } from 'zod';
import { CoworkError } from './contract/errors.ts';
import { HttpUrl } from './contract/http.ts';
import { defaultHome, pathsOf } from './paths.ts';
import { readSettings } from './settings-file.ts';

const DEFAULT_PORT = 7417;

export interface Config {
  /** Absolute. */
  readonly home: string;
  /** 0: any free one. */
  readonly port: number;
  /** True when somebody named the port: then a taken one is a failure, not a reason to take the next. */
  readonly portExplicit: boolean;
  readonly token: string | undefined;
  readonly modelKeyFromEnv: string | undefined;
  /** From the environment, else from config.json. */
  readonly baseUrl: string | undefined;
  readonly model: string | undefined;
  readonly temporalCli: string | undefined;
  /** Set: somebody else's server, none is started. */
  readonly temporalAddress: string | undefined;
  readonly temporalNamespace: string;
  readonly proxy: string | undefined;
  readonly noProxy: string | undefined;
  readonly caFile: string | undefined;
  /** Tests only: file with the crash point at which a process is to stop (crash-stop.ts). */
  readonly crashAt: string | undefined;
}

const port = z.string().transform((text, context) => {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  context.addIssue({ code: 'custom', message: 'must be a port number from 1 to 65535 (0: any free one)' });
  return z.NEVER;
});

const Environment = z.object({
  COWORK_HOME: z.string().optional(),
  COWORK_PORT: port.optional(),
  COWORK_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{1,512}$/, 'must be visible ASCII characters without spaces')
    .optional(),
  COWORK_MODEL: z.string().max(200).optional(),
  COWORK_TEMPORAL_CLI: z.string().optional(),
  COWORK_CRASH_AT: z.string().startsWith('/', 'must be the absolute path of a file (for tests of this product only)').optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: HttpUrl.optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/, 'must be host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string().max(255).optional(),
  HTTPS_PROXY: HttpUrl.optional(),
  NO_PROXY: z.string().optional(),
  NODE_EXTRA_CA_CERTS: z.string().optional(),
});

/** What a later version does with the environment and this one must not silently ignore. */
const NOT_YET: Readonly<Record<string, string>> = {
  DATABASE_URL: 'keeping tasks in PostgreSQL',
  TEMPORAL_API_KEY: 'Temporal Cloud',
  TEMPORAL_TLS: 'TLS to a Temporal cluster',
  TEMPORAL_TLS_CLIENT_CERT_PATH: 'TLS to a Temporal cluster',
  TEMPORAL_TLS_CLIENT_KEY_PATH: 'TLS to a Temporal cluster',
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'TLS to a Temporal cluster',
};

/**
 * Parses the environment, with <home>/config.json below it. Empty values count as unset. Throws `bad_config` with one sentence
 * that names every wrong value; the caller prints it and exits 2. No value that may be secret is repeated in it.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  refuseUnknown(Object.keys(set));
  const parsed = Environment.safeParse({ ...set, ...withLowerCase(set) });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new CoworkError('bad_config', `${issues.join('; ')}.`);
  }
  const e = parsed.data;
  const home = resolve(e.COWORK_HOME ?? defaultHome(env));
  const file = readSettings(pathsOf(home).settingsFile);
  return {
    home,
    port: e.COWORK_PORT ?? DEFAULT_PORT,
    portExplicit: e.COWORK_PORT !== undefined,
    token: e.COWORK_TOKEN,
    modelKeyFromEnv: e.ANTHROPIC_API_KEY,
    baseUrl: e.ANTHROPIC_BASE_URL ?? file.baseUrl,
    model: e.COWORK_MODEL ?? file.model,
    temporalCli: e.COWORK_TEMPORAL_CLI,
    temporalAddress: e.TEMPORAL_ADDRESS,
    temporalNamespace: e.TEMPORAL_NAMESPACE ?? 'default',
    proxy: e.HTTPS_PROXY ?? file.proxy,
    noProxy: e.NO_PROXY ?? file.noProxy,
    caFile: e.NODE_EXTRA_CA_CERTS ?? file.caFile,
    crashAt: e.COWORK_CRASH_AT,
  };
}

/** Proxies are often written in lower case; the upper case wins. */
function withLowerCase(set: Record<string, string | undefined>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ['HTTPS_PROXY', 'NO_PROXY']) {
    const value = set[name] ?? set[name.toLowerCase()];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** For this product's own tests; named to nobody. */
const TESTS_ONLY = 'COWORK_CRASH_AT';

function refuseUnknown(names: readonly string[]): void {
  const known = Object.keys(Environment.shape).filter((name) => name.startsWith('COWORK_'));
  const unknown = names.filter((name) => name.startsWith('COWORK_') && !known.includes(name));
  if (unknown.length > 0)
    throw new CoworkError(
      'bad_config',
      `${unknown.join(', ')}: no such setting. There are ${known.filter((name) => name !== TESTS_ONLY).join(', ')}.`,
    );
  const early = names.find((name) => name in NOT_YET);
  if (early !== undefined)
    throw new CoworkError('bad_config', `${early} is set, but this version cannot do that yet (${NOT_YET[early]}); unset it.`);
}
