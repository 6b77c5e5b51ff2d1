// Names of hosts as a guest may write them: one spelling for one host, or none at all.
import { isIPv4, isIPv6 } from 'node:net';

export interface Host {
  /** Lower case; a name of letters, digits and hyphens, or an address in its usual spelling (IPv6 without brackets). */
  readonly host: string;
  readonly port: number;
}

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MOST_NAME = 253;

/**
 * `host`, `host:port` or `[address]:port`. Undefined for everything that two programs could read in two ways: user names, zero bytes, names that
 * end in a dot, letters beyond ASCII, numbers that stand for addresses (0x7f.1, 2130706433, 010.0.0.1), zones of IPv6.
 */
export function parseAuthority(text: string, defaultPort: number): Host | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:@/?#\\]+))(?::(\d{1,5}))?$/.exec(text);
  if (!found) return undefined;
  const [, six, name, digits] = found;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  if (six !== undefined) return isIPv6(six) ? { host: six.toLowerCase(), port } : undefined;
  const host = (name ?? '').toLowerCase();
  return isIPv4(host) || isName(host) ? { host, port } : undefined;
}

function isName(host: string): boolean {
  if (host.length > MOST_NAME) return false;
  const labels = host.split('.');
  // What ends in a number is an address to many programs, in one of many spellings.
  const last = labels.at(-1) ?? '';
  return labels.every((label) => LABEL.test(label)) && !/^(\d+|0x[0-9a-f]*)$/.test(last);
}

/** As people and proxies write it. */
export const authorityOf = ({ host, port }: Host): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
