// All probes, in the order in which they are tried: what looks for secrets first, what takes a machine apart last.
import { AGENT_PORT } from './agent-port.ts';
import { CHANNEL } from './channel.ts';
import { FORGED_LISTS } from './forged-lists.ts';
import { LIFE_CYCLE } from './life-cycle.ts';
import { LINKS } from './links.ts';
import { NETWORK } from './network.ts';
import { HOSTILE_OBJECTS } from './objects.ts';
import type { Probe } from './probe.ts';
import { PROXY } from './proxy.ts';
import { RACE } from './race.ts';
import { READ_ONLY } from './read-only.ts';
import { RESOURCES } from './resources.ts';
import { SECRETS } from './secrets.ts';
import { STREAMS } from './streams.ts';

export const PROBES: readonly Probe[] = [
  ...[...SECRETS, ...READ_ONLY, ...LINKS, ...HOSTILE_OBJECTS, ...FORGED_LISTS, ...RACE],
  ...[...PROXY, ...NETWORK, ...CHANNEL, ...STREAMS, ...AGENT_PORT, ...RESOURCES, ...LIFE_CYCLE],
];
