// Only this machine's own names may be used to call: a page elsewhere that points its name here (DNS rebinding) is refused.
import { CoworkError } from '../../contract/errors.ts';

/** @throws CoworkError forbidden when Host is not ours, or a browser says that another origin's page is calling */
export function checkHost(request: Request, hosts: readonly string[]): void {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  if (!hosts.includes(nameOf(host)))
    throw new CoworkError(
      'forbidden',
      `This server is not called ${host}; use http://127.0.0.1 or http://localhost with its port.`,
    );
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`)
    throw new CoworkError('forbidden', `Pages of ${origin} may not call here.`);
}

/** The name without the port: 127.0.0.1:7417, localhost, [::1]:7417. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');
