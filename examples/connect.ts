// How the examples reach the running product: address and token from its runtime file, as any program of this user may.
import { createClient, type Client } from '../src/client/client.ts';
import { readRuntime } from '../src/launcher/runtime.ts';
import { defaultHome } from '../src/paths.ts';

/** A client, or one clear line and exit code 4 when nothing runs. */
export function connect(): Client {
  const runtime = readRuntime(process.env['COWORK_HOME'] ?? defaultHome(process.env));
  if (runtime) return createClient({ baseUrl: `http://127.0.0.1:${runtime.apiPort}`, token: runtime.token, device: 'example' });
  console.error('Durable Cowork is not running. Start it: cowork start --detach');
  process.exit(4);
}

/** Ends with code 1 and says what was expected. */
export function expect(holds: boolean, what: string): void {
  console.log(`${holds ? 'ok ' : 'NOT'} ${what}`);
  if (!holds) process.exit(1);
}
