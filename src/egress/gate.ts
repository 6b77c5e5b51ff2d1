// The one place where something leaves a sandbox: asks the policy, writes down, resolves, connects.
import type { Refusal } from '../contract/network.ts';
import { connect, type Socket } from 'node:net';
import type { CallKey } from '../contract/ids.ts';
import { addressesFor, type Resolve } from './addresses.ts';
import { authorityOf, type Host } from './host-name.ts';
import type { Ended, NetworkLog } from './port.ts';
import { judgeHost, judgeRequest, looksInside, type Policy, type Rule } from './policy.ts';

/** The command that runs now, and what it may reach. */
export interface Running {
  readonly key: CallKey;
  readonly policy: Policy;
}

export interface Failed {
  readonly kind: 'failed';
  /** By the rules, not by the network. */
  readonly refused: boolean;
  readonly text: string;
}

export interface Allowed {
  readonly kind: 'direct';
  readonly rule: Rule;
  /** An address that may be connected to; failing is written down. */
  addresses(): Promise<{ readonly kind: 'address'; readonly address: string } | Failed>;
  /** A connection to it; failing is written down. */
  open(): Promise<{ readonly kind: 'open'; readonly socket: Socket } | Failed>;
  /** To be called once, when it is over. */
  end(how: Ended): Promise<void>;
}

export type Way =
  | Allowed
  /** Its requests are asked about one by one. */
  | { readonly kind: 'inside'; readonly rule: Rule }
  | { readonly kind: 'refused'; readonly text: string };

export interface Gate {
  /** @param host undefined: what was `said` is no name of a host */
  host(host: Host | undefined, asked: { method: string; path?: string; said: string }): Promise<Way>;
}

const CONNECTS_IN_MS = 30_000;
const NOTHING_RUNS = 'No command runs, so nothing is sent.';

export function createGate(deps: { running: () => Running | undefined; log: NetworkLog; resolve: Resolve }): Gate {
  return {
    async host(host, { method, path, said }) {
      const running = deps.running();
      if (!running) return { kind: 'refused', text: NOTHING_RUNS };
      // Bounded and legible, whatever a guest calls a host.
      const named = host ?? { host: JSON.stringify(said.slice(0, 100)), port: 0 };
      const asked = { ...named, key: running.key, method, ...(path === undefined ? {} : { path: path.slice(0, 2_000) }) };
      const refuse = async (why: Refusal): Promise<Way> => {
        await deps.log.refuse(asked, why);
        return { kind: 'refused', text: inWords(why, named, method) };
      };
      if (!host) return refuse('bad_name');
      const verdict = judgeHost(running.policy, host);
      if (verdict.kind === 'refused') return refuse(verdict.why);
      const { rule } = verdict;
      if (method === 'CONNECT' && looksInside(rule)) return { kind: 'inside', rule };
      const no = judgeRequest(rule, { method, path: path ?? '/' });
      if (no) return refuse(no);
      const id = await deps.log.begin(asked);
      if (id === undefined) return refuse('too_many');
      return allowed(deps, { rule, id });
    },
  };
}

function allowed(deps: { log: NetworkLog; resolve: Resolve }, { rule, id }: { rule: Rule; id: number }): Allowed {
  let isOver = false;
  const end = async (how: Ended): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await deps.log.end(id, how);
  };
  const fail = async (text: string, refused: boolean): Promise<Failed> => {
    await end({ bytesOut: 0, bytesIn: 0, failed: text });
    return { kind: 'failed', refused, text };
  };
  const addresses = async (): ReturnType<Allowed['addresses']> => {
    const found = await addressesFor(rule.host, rule.isOwn ?? false, deps.resolve);
    if (found.kind === 'private') return fail(inWords('private_address', rule, ''), true);
    const [address] = found.kind === 'addresses' ? found.addresses : [];
    return address === undefined ? fail(`${rule.host} is not known`, false) : { kind: 'address', address };
  };
  return {
    ...{ kind: 'direct', rule, addresses, end },
    async open() {
      const found = await addresses();
      if (found.kind === 'failed') return found;
      const socket = connect({ host: found.address, port: rule.port, allowHalfOpen: true });
      const failed = await new Promise<string | undefined>((resolve) => {
        const late = setTimeout(() => resolve('it does not answer'), CONNECTS_IN_MS);
        socket.once('connect', () => resolve(undefined)).once('error', (error) => resolve(error.message));
        socket.once('connect', () => clearTimeout(late)).once('error', () => clearTimeout(late));
      });
      // From now on whoever joins it hears of its errors.
      socket.on('error', () => socket.destroy());
      if (failed === undefined) return { kind: 'open', socket };
      socket.destroy();
      return fail(`${authorityOf(rule)}: ${failed}`, false);
    },
  };
}

/** For the program that asked, and so for the model that reads what it prints. */
function inWords(why: Refusal, host: Host, method: string): string {
  const named = host.port === 0 ? host.host : authorityOf(host);
  switch (why) {
    case 'unknown_host':
      return `${named} is not allowed; the user is asked about it when this command has ended`;
    case 'bad_name':
      return `${named} is no plain host name`;
    case 'model_service':
      return `${named} is an AI service, which commands never reach`;
    case 'method':
      return `${method} is not allowed at ${named}`;
    case 'path':
      return `this path is not allowed at ${named}`;
    case 'private_address':
      return `${named} lies in a private network, which commands never reach`;
    case 'too_many':
      return 'this job has asked for more than its record holds';
  }
}
