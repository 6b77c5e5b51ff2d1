// A certificate authority of a test's own, and a server certificate by it.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificates {
  /** PEM file of the authority: what NODE_EXTRA_CA_CERTS names. */
  readonly caFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Needs openssl on PATH. `names` as in a subjectAltName: "DNS:model.example.test", "IP:127.0.0.2". */
export async function makeCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Promise<unknown> => promisify(execFile)('openssl', args);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-subj',
    '/CN=authority of a test',
    '-days',
    '2',
  );
  await openssl('req', ...newKey, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=model of a test');
  await writeFile(at('server.ext'), `subjectAltName=${names.join(',')}\n`);
  await openssl(
    ...['x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-out', at('server.pem'), '-days', '2', '-extfile', at('server.ext')],
  );
  return { caFile: at('ca.pem'), key: await readFile(at('server.key')), cert: await readFile(at('server.pem')) };
}
