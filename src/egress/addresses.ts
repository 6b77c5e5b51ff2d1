// From a name to the addresses that may be connected to. What was looked at is what is connected to: a name is resolved once.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Resolved =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** One of them at least lies in a network of the user's own, on this computer, or nowhere. */
  | { readonly kind: 'private' }
  | { readonly kind: 'unknown' };

export type Resolve = (host: string) => Promise<readonly string[]>;

/** The computer's own resolver. */
export const systemResolve: Resolve = async (host) =>
  isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);

/** An address that anybody in the world would reach the same machine by. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in the clothes of IPv6 is looked at as what it is.
  return ipaddr.process(address).range() === 'unicast';
}

/** Where clouds keep the keys of a machine; nobody's package registry. */
export function isLinkLocal(address: string): boolean {
  return !ipaddr.isValid(address) || ipaddr.process(address).range() === 'linkLocal';
}

/** @param own the user's own configuration names this host, so that it may lie in the user's own network */
export async function addressesFor(host: string, own: boolean, resolve: Resolve): Promise<Resolved> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch {
    return { kind: 'unknown' };
  }
  if (addresses.length === 0) return { kind: 'unknown' };
  const fits = own ? (address: string) => !isLinkLocal(address) : isPublic;
  return addresses.every(fits) ? { kind: 'addresses', addresses } : { kind: 'private' };
}
