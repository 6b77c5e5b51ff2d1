import { expect, test } from '@jest/globals';
import { authorityOf, parseAuthority } from '../../src/egress/host-name.ts';

test.each([
  ['files.example', { host: 'files.example', port: 443 }],
  ['FILES.Example:8443', { host: 'files.example', port: 8443 }],
  ['xn--bcher-kva.example', { host: 'xn--bcher-kva.example', port: 443 }],
  ['203.0.113.7:80', { host: '203.0.113.7', port: 80 }],
  ['[2001:DB8::1]:80', { host: '2001:db8::1', port: 80 }],
  ['_dmarc.example', { host: '_dmarc.example', port: 443 }],
])('%s is one host', (text, host) => {
  expect(parseAuthority(text, 443)).toEqual(host);
  expect(parseAuthority(authorityOf(host), 1)).toEqual(host);
});

test.each([
  ...['', ':443', 'files.example:', 'files.example:0', 'files.example:65536', 'files.example:44x', 'a:1:2'],
  ...[
    'user@files.example',
    'user:secret@files.example:443',
    'files.example\0.evil.example',
    'files.example/path',
    'files.example?x',
    'a\\b',
  ],
  ...[
    'files.example.',
    '.example',
    'a..b',
    '-a.example',
    'a-.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
  ],
  ...['bücher.example', 'ﬁles.example', 'files。example', 'a b', 'files.example\r\nx: y'],
  ...['2130706433', '0x7f000001', '0x7f.1', '127.1', '010.0.0.1', '1.2.3', 'host.0x1', '1.2.3.4.5', '256.1.1.1'],
  ...['2001:db8::1', '[2001:db8::1', '[fe80::1%eth0]', '[::ffff:1.2.3.4', '[x]:1', '[1.2.3.4]:80'],
])('%j is none', (text) => {
  expect(parseAuthority(text, 443)).toBeUndefined();
});
