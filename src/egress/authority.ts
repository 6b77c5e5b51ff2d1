// A certificate authority for one task: only its own sandbox trusts it. Its key never leaves this computer's own side.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { makeFolder } from '../disk/durable-names.ts';
import { writePrivate } from '../disk/whole-file.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60_000;
/** The clocks of guest and host differ by less. */
const BACK_MS = DAY_MS;
/** No task is open for longer; its authority is made anew where one is. */
const LIVES_MS = 800 * DAY_MS;

export interface Authority {
  /** PEM, for the guest. */
  readonly certificate: string;
  /** What a server needs that answers for this host. One for each host in the life of the process. */
  contextFor(host: string): Promise<SecureContext>;
}

const Kept = z.object({ key: z.string(), certificate: z.string() });

x509.cryptoProvider.set(webcrypto as Crypto);

/** The authority in this file, made when there is none: commands that run on while a worker is replaced go on trusting it. */
export async function openAuthority(file: string): Promise<Authority> {
  const kept = read(file) ?? (await make(file));
  const key = await webcrypto.subtle.importKey('pkcs8', fromPem(kept.key), ALGORITHM, true, ['sign']);
  const issuer = new x509.X509Certificate(kept.certificate);
  const contexts = new Map<string, Promise<SecureContext>>();
  return {
    certificate: kept.certificate,
    contextFor(host) {
      const known = contexts.get(host) ?? issue({ host, key: key as CryptoKey, issuer });
      contexts.set(host, known);
      return known;
    },
  };
}

function read(file: string): z.infer<typeof Kept> | undefined {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function make(file: string): Promise<z.infer<typeof Kept>> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: serial(), name: 'CN=Sandbox of one task', keys, signingAlgorithm: ALGORITHM, ...times() },
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const made = { key: await toPem(keys.privateKey), certificate: certificate.toString('pem') };
  makeFolder(dirname(file));
  writePrivate(file, `${JSON.stringify(made)}\n`);
  return made;
}

async function issue(of: { host: string; key: CryptoKey; issuer: x509.X509Certificate }): Promise<SecureContext> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ serialNumber: serial(), subject: `CN=${of.host.slice(0, 64)}`, issuer: of.issuer.subject, ...times() },
    ...{ publicKey: keys.publicKey, signingKey: of.key, signingAlgorithm: ALGORITHM },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: /^[\d.]+$|:/.test(of.host) ? 'ip' : 'dns', value: of.host }]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(of.issuer.publicKey),
    ],
  });
  return createSecureContext({
    key: await toPem(keys.privateKey),
    cert: `${certificate.toString('pem')}\n${of.issuer.toString('pem')}`,
  });
}

const newKeys = (): Promise<CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
const serial = (): string => randomBytes(16).toString('hex');
const times = () => ({ notBefore: new Date(Date.now() - BACK_MS), notAfter: new Date(Date.now() + LIVES_MS) });

async function toPem(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${bytes.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
const fromPem = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
