// The way out, as a guest's programs meet it: what the proxy refuses, beside the same with the rule that allows it or by a program that has no proxy.
import type { Rule } from '../../../src/egress/policy.ts';
import type { Probe, Tried } from './probe.ts';
import type { Rig } from './rig.ts';
import { got, gotPlainly, said, tunnelled } from './say-http.ts';

interface Asking {
  readonly proxy: number;
  readonly host: number;
}
type Ask = (of: Asking) => Promise<string>;

interface Case {
  readonly what: string;
  readonly without: string;
  readonly expected?: RegExp;
  ask(of: Asking): Promise<string>;
  /** The user's own registries: they may lie in a network of the user's own. */
  rules?(of: Asking): readonly Rule[];
  /** Hosts (host:port) that a person allowed. */
  allowed?(of: Asking): readonly string[];
  /** Nothing has begun. */
  readonly isIdle?: true;
  addresses?(): (host: string) => Promise<readonly string[]>;
  /** Where it redirects to. */
  moved?(of: Asking): string;
  /** What is other than above in the control. */
  readonly control: Partial<Pick<Case, 'ask' | 'rules' | 'allowed' | 'addresses' | 'moved'>> & { readonly isIdle?: false };
}

const own = (host: string, port: number, more: Partial<Rule> = {}): Rule => ({ host, port, isOwn: true, ...more });
const files = ({ host }: Asking): Rule[] => [own('files.example', host)];
const get =
  (authority: (of: Asking) => string, path = '/'): Ask =>
  (of) =>
    got(of.proxy, `http://${authority(of)}${path}`);
const plainly =
  (authority: (of: Asking) => string): Ask =>
  (of) =>
    gotPlainly(`http://${authority(of)}/`);
const NO_PROXY = 'the proxy: a program of this computer that reads the address as programs do';
const RULE = 'the refusal: the user’s own configuration names the host';
const at =
  (name: string) =>
  ({ host }: Asking): string =>
    `${name}:${host}`;
const loopback = ({ host }: Asking): Rule[] => [own('127.0.0.1', host), own('::1', host)];

/** Written so that two programs could read it in two ways. */
const spelled = (name: string, what: string): Case => ({
  ...{
    what: `asks for ${what}`,
    without: NO_PROXY,
    expected: /no plain host name|^nothing$/,
    rules: loopback,
    ask: get(at(name)),
  },
  control: { ask: plainly(at(name)) },
});

/** Follows a redirect as curl -L does. */
const follow: Ask = async (of) => {
  const first = await got(of.proxy, `http://files.example:${of.host}/away`);
  const location = /^location: (.*)$/im.exec(first)?.[1]?.trim();
  return location === undefined ? first : got(of.proxy, location);
};
const twice: Ask = async (of) => {
  await got(of.proxy, `http://files.example:${of.host}/`);
  return got(of.proxy, `http://files.example:${of.host}/`);
};
const answers = (...all: string[][]) => {
  const left = [...all];
  return async () => left.shift() ?? all.at(-1)!;
};
const post = (lengths: string): Ask => {
  const head = ({ host }: Asking): string => `POST http://files.example:${host}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  return (of) => said(of.proxy, `${head(of)}${lengths}\r\n\r\nab`);
};
const limited = ({ host }: Asking): Rule[] => [own('files.example', host, { methods: ['GET'], paths: ['/simple/'] })];

const CASES: Readonly<Record<string, Case>> = {
  unknown: {
    ...{ what: 'asks for a host that nobody allowed', without: RULE, expected: /is not allowed; the user is asked/ },
    ...{ ask: get(at('files.example')), control: { rules: files } },
  },
  connect: {
    ...{ what: 'asks for a tunnel to a host that nobody allowed', without: RULE, expected: /is not allowed; the user is asked/ },
    ...{ ask: (of) => tunnelled(of.proxy, at('files.example')(of)), control: { rules: files } },
  },
  port: {
    ...{ what: 'asks for a tunnel to another port of an allowed host', without: 'another port: the one that is allowed' },
    ...{ expected: /is not allowed/, rules: files, ask: (of) => tunnelled(of.proxy, 'files.example:22') },
    control: { ask: (of) => tunnelled(of.proxy, at('files.example')(of)) },
  },
  idle: {
    ...{ what: 'sends something while no command runs', without: 'waiting for one: a command runs', expected: /No command runs/ },
    ...{ isIdle: true, rules: files, ask: get(at('files.example')), control: { isIdle: false } },
  },
  private: {
    ...{ what: 'asks for an allowed name that leads into a private network', without: RULE, expected: /private network/ },
    ...{
      allowed: (of) => [at('files.example')(of)],
      ask: get(at('files.example')),
      control: { rules: files, allowed: () => [] },
    },
  },
  'private-tunnel': {
    ...{ what: 'asks for a tunnel to an allowed name that leads into a private network', without: RULE },
    ...{ allowed: (of) => [at('files.example')(of)], ask: (of) => tunnelled(of.proxy, at('files.example')(of)) },
    ...{ expected: /private network/, control: { rules: files, allowed: () => [] } },
  },
  loopback: {
    ...{ what: 'asks for the loopback of this computer, which a person allowed', without: RULE, expected: /private network/ },
    ...{ allowed: (of) => [at('127.0.0.1')(of)], ask: get(at('127.0.0.1')), control: { rules: loopback, allowed: () => [] } },
  },
  mapped: {
    ...{ what: 'asks for the loopback written as IPv6 (::ffff:127.0.0.1)', without: NO_PROXY, expected: /private network/ },
    ...{ allowed: (of) => [at('[::ffff:127.0.0.1]')(of)], ask: get(at('[::ffff:127.0.0.1]')) },
    ...{ addresses: () => async () => ['::ffff:127.0.0.1'], control: { ask: plainly(at('[::ffff:127.0.0.1]')) } },
  },
  metadata: {
    what: 'asks for the metadata service by a name of the user’s own registries',
    ...{ without: 'looking at the address: it is one of a private network', expected: /private network/ },
    ...{ rules: files, addresses: () => answers(['169.254.169.254']), ask: get(at('files.example')) },
    control: { addresses: () => answers(['127.0.0.1']) },
  },
  mixed: {
    ...{ what: 'asks for a name with a good address and a private one', without: 'looking at the second address' },
    ...{ rules: files, addresses: () => answers(['127.0.0.1', '169.254.169.254']), ask: get(at('files.example')) },
    ...{ expected: /private network/, control: { addresses: () => answers(['127.0.0.1']) } },
  },
  rebinding: {
    ...{ what: 'asks for a name whose address has become a private one', without: 'looking at it again: the address of before' },
    ...{ rules: files, addresses: () => answers(['127.0.0.1'], ['169.254.169.254']), ask: twice },
    ...{ expected: /private network/, control: { addresses: () => answers(['127.0.0.1']) } },
  },
  redirect: {
    ...{ what: 'follows a redirect to the metadata service', without: 'the refusal: it leads to a host that is allowed' },
    ...{
      rules: files,
      ask: follow,
      moved: () => 'http://169.254.169.254/latest',
      expected: /169\.254\.169\.254:80 is not allowed/,
    },
    control: { moved: (of) => `http://files.example:${of.host}/` },
  },
  'redirect-loopback': {
    ...{ what: 'follows a redirect to the loopback of this computer', without: RULE, expected: /is not allowed/ },
    ...{ rules: files, ask: follow, moved: (of) => `http://127.0.0.1:${of.host}/` },
    control: { rules: (of) => [...files(of), ...loopback(of)] },
  },
  user: spelled('files.example@127.0.0.1', 'an address with a user’s name in front'),
  decimal: spelled('2130706433', 'an address as one decimal number'),
  hexadecimal: spelled('0x7f.1', 'an address in hexadecimal'),
  octal: spelled('0177.0.0.1', 'an address in octal'),
  short: spelled('127.1', 'an address with parts left out'),
  dot: {
    ...{ what: 'asks for an allowed name with a dot at its end', without: 'the dot', expected: /no plain host name/ },
    ...{ rules: files, ask: get(at('files.example.')), control: { ask: get(at('files.example')) } },
  },
  letters: spelled('１２７.0.0.1', 'an address in letters that look like digits'),
  scheme: {
    ...{ what: 'asks for an allowed host by another scheme', without: 'the scheme: by http', expected: /no plain host name/ },
    ...{
      rules: files,
      ask: (of) => got(of.proxy, `ftp://files.example:${of.host}/`),
      control: { ask: get(at('files.example')) },
    },
  },
  lengths: {
    ...{ what: 'hides a second request behind two lengths', without: 'the second length', expected: /^nothing$/ },
    ...{ rules: files, ask: post('Content-Length: 1\r\nContent-Length: 2'), control: { ask: post('Content-Length: 2') } },
  },
  chunks: {
    ...{ what: 'hides a second request behind a length and chunks', without: 'the chunks', expected: /^nothing$|400/ },
    ...{
      rules: files,
      ask: post('Content-Length: 2\r\nTransfer-Encoding: chunked'),
      control: { ask: post('Content-Length: 2') },
    },
  },
  upload: {
    ...{
      what: 'sends something to a host that is for downloads only',
      without: 'sending: a download',
      expected: /is not allowed at/,
    },
    ...{ rules: limited, ask: (of) => got(of.proxy, `http://files.example:${of.host}/simple/x`, 'POST') },
    control: { ask: get(at('files.example'), '/simple/x') },
  },
  path: {
    ...{ what: 'leaves an allowed path by dots written as numbers', without: 'the dots', expected: /path is not allowed/ },
    ...{
      rules: limited,
      ask: get(at('files.example'), '/simple/%2e%2e/other'),
      control: { ask: get(at('files.example'), '/simple/x') },
    },
  },
  model: {
    ...{
      what: 'reaches an AI service, which a person allowed',
      without: 'the service: another host of the user’s',
    },
    ...{
      expected: /AI service/,
      rules: (of) => [own('api.anthropic.com', of.host), ...files(of)],
      ask: get(at('api.anthropic.com')),
    },
    control: { ask: get(at('files.example')) },
  },
};

async function tried(rig: Rig, one: Case): Promise<Tried> {
  const [proxy, host] = [await rig.proxy(), await rig.host()];
  const of = { proxy: proxy.port, host: host.port };
  const key = { ...proxy.key, index: (calls += 1) };
  Object.assign(proxy, { rules: one.rules?.(of) ?? [], addresses: one.addresses?.() ?? (async () => ['127.0.0.1']) });
  host.moved = one.moved?.(of) ?? '';
  const allowed = one.allowed?.(of) ?? [];
  // For the next command alone, which is the one that begins now.
  if (allowed.length > 0) await proxy.egress.allow(key.taskId, { approvalId: `a${calls}`, hosts: [...allowed], scope: 'once' });
  if (!one.isIdle) await proxy.egress.begin(key);
  try {
    const answer = await one.ask(of);
    return { through: answer.includes('hello from'), said: answer === '' ? 'nothing' : answer };
  } finally {
    await proxy.egress.end(key);
    Object.assign(proxy, { rules: [], addresses: async () => ['127.0.0.1'] });
  }
}
let calls = 0;

export const PROXY: readonly Probe[] = Object.entries(CASES).map(([id, one]): Probe => ({
  ...{ id: `proxy-${id}`, group: 'network', needs: 'host', what: one.what, without: one.without },
  expected: one.expected ?? /403/,
  attempt: (rig) => tried(rig, one),
  control: (rig) => tried(rig, { ...one, ...one.control } as Case),
}));
