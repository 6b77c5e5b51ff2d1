import { expect, test } from '@jest/globals';
import { addressesFor, isPublic } from '../../src/egress/addresses.ts';

test.each(['8.8.8.8', '93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34'])('%s is reached by everybody', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  ...[
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
  ],
  ...['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'],
  ...['64:ff9b::7f00:1', '2002:7f00:1::1', '2001:0:7f00:1::', 'nonsense', ''],
])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false);
});

test('one private address among public ones makes the whole name private', async () => {
  expect(await addressesFor('a.example', false, async () => ['93.184.216.34', '10.0.0.1'])).toEqual({ kind: 'private' });
});

test('a host that the user set up may lie in the user’s own network, and never where clouds keep their keys', async () => {
  expect(await addressesFor('a.example', true, async () => ['127.0.0.1'])).toEqual({
    kind: 'addresses',
    addresses: ['127.0.0.1'],
  });
  expect(await addressesFor('a.example', true, async () => ['169.254.169.254'])).toEqual({ kind: 'private' });
});

test('a name without an address is unknown', async () => {
  expect(await addressesFor('a.example', false, async () => [])).toEqual({ kind: 'unknown' });
  expect(await addressesFor('a.example', false, () => Promise.reject(new Error('ENOTFOUND')))).toEqual({ kind: 'unknown' });
});
