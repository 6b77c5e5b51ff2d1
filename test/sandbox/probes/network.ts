// Ways out of a machine that go around the proxy. In the control the machine has a way: the same addresses are its own, and somebody answers there.
import { createBatch, createSaid } from './batch.ts';
import type { Place } from './place.ts';
import type { Probe, Tried } from './probe.ts';
import { gotPlainly } from './say-http.ts';

type Protocol = 'tcp' | 'udp' | 'icmp';
const METADATA = '169.254.169.254';
/** Where QEMU's own network would have this computer, and its name server. */
const [GATEWAY, NAMES] = ['10.0.2.2', '10.0.2.3'];

const TARGETS: Readonly<Record<string, { what: string; by: Protocol; to: string; port: number }>> = {
  tcp: { what: 'another computer by TCP', by: 'tcp', to: '1.1.1.1', port: 443 },
  udp: { what: 'another computer by UDP', by: 'udp', to: '1.1.1.1', port: 123 },
  icmp: { what: 'another computer by ICMP', by: 'icmp', to: '1.1.1.1', port: 0 },
  dns: { what: 'a public name server', by: 'udp', to: '8.8.8.8', port: 53 },
  'dns-own': { what: 'the name server of QEMU’s own network', by: 'udp', to: NAMES, port: 53 },
  'dns-tcp': { what: 'a public name server by TCP', by: 'tcp', to: '8.8.8.8', port: 53 },
  metadata: { what: 'the metadata service', by: 'tcp', to: METADATA, port: 80 },
  gateway: { what: 'this computer, where QEMU’s own network would have it', by: 'tcp', to: GATEWAY, port: 7071 },
  lan: { what: 'a computer of the local network', by: 'tcp', to: '192.168.1.1', port: 80 },
  tcp6: { what: 'another computer by IPv6', by: 'tcp', to: '2606:4700:4700::1111', port: 443 },
  udp6: { what: 'another computer by UDP over IPv6', by: 'udp', to: '2606:4700:4700::1111', port: 53 },
  icmp6: { what: 'another computer by ICMPv6', by: 'icmp', to: '2606:4700:4700::1111', port: 0 },
  metadata6: { what: 'the metadata service over IPv6', by: 'tcp', to: 'fd00:ec2::254', port: 80 },
};

/** One program for all: it says of each how it ended. With SERVE it first answers at the same addresses itself. */
const PROGRAM = `import json, os, socket, struct, threading
targets = json.loads(os.environ['TARGETS'])
six = lambda to: socket.AF_INET6 if ':' in to else socket.AF_INET
kinds = {'tcp': socket.SOCK_STREAM, 'udp': socket.SOCK_DGRAM, 'icmp': socket.SOCK_RAW}
def serve_tcp(s):
  while 1: c = s.accept()[0]; c.sendall(b'reached'); c.close()
def serve_udp(s):
  while 1: s.sendto(b'reached', s.recvfrom(999)[1])
if os.environ.get('SERVE'):
  for name, by, to, port in targets:
    if by == 'icmp': continue
    s = socket.socket(six(to), kinds[by]); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((to, port))
    if by == 'tcp': s.listen()
    threading.Thread(target=serve_tcp if by == 'tcp' else serve_udp, args=(s,), daemon=True).start()
def sum16(b):
  n = sum(struct.unpack('!%dH' % (len(b) // 2), b)); n = (n >> 16) + (n & 65535); return ~(n + (n >> 16)) & 65535
def reach(by, to, port):
  proto = 0 if by != 'icmp' else socket.getprotobyname('icmp') if ':' not in to else 58
  s = socket.socket(six(to), kinds[by], proto); s.settimeout(20); s.connect((to, port))
  if by == 'udp': s.send(b'x')
  if by == 'icmp':
    kind = 128 if ':' in to else 8
    body = struct.pack('!BBHHH', kind, 0, 0, 7, 7) + b'probe of reach..'
    s.send(body[:2] + struct.pack('!H', sum16(body)) + body[4:])
  return 'reached' if by == 'icmp' and s.recv(999) else s.recv(999).decode()
for name, by, to, port in targets:
  try: said = reach(by, to, port)
  except OSError as error: said = str(error)
  print('\\n<<%s>>\\n%s' % (name, said), flush=True)
`.replace("socket.getprotobyname('icmp')", '1');

const targets = JSON.stringify(Object.entries(TARGETS).map(([id, { by, to, port }]) => [id, by, to, port]));
const addresses = [...new Set(Object.values(TARGETS).map(({ to }) => to))];
const own = addresses.map((to) => `busybox ip addr add ${to}/${to.includes(':') ? 128 : 32} dev lo 2>/dev/null`).join('\n');
const program = (serve: string): string => `cat > /tmp/reach.py <<'PY'
${PROGRAM}
PY
TARGETS='${targets}' ${serve} python3 /tmp/reach.py 2>&1`;
const walledIn = createSaid(program(''));
const answered = createSaid(`${own}\nsleep 1\n${program('SERVE=1')}`);
const tried = (said: string): Tried => ({ through: said === 'reached', said });

/** Of the machine itself. */
const LOOKS = createBatch({
  card: 'grep -l 0x0200 /sys/bus/pci/devices/*/class',
  listening: `cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == "0A" { print $2 }'; tail -qn +2 /proc/net/udp /proc/net/udp6 /proc/net/raw | awk '{ print "other", $2 }'`,
});
const lookFor = async (place: Place, id: string, found: RegExp): Promise<Tried> => {
  const said = await LOOKS(place, id);
  return { through: found.test(said), said: said === '' ? 'nothing' : said };
};
/** 127.0.0.1:3128, as the kernel writes it. */
const PROXY_ALONE = /^0100007F:0C38$/;

export const NETWORK: readonly Probe[] = [
  {
    ...{ id: 'network-card', group: 'network', needs: 'machine', what: 'looks for a network card' },
    ...{ expected: /^grep.*|^nothing$/, without: '-nic none of QEMU' },
    attempt: async (rig) => lookFor(await rig.walled(), 'card', /^\/sys/),
    control: async (rig) => lookFor(await rig.open(), 'card', /^\/sys/),
  },
  {
    ...{ id: 'network-ports', group: 'network', needs: 'machine' },
    what: 'looks for ports of its own loopback at which something of the product listens, other than the proxy’s',
    ...{ expected: PROXY_ALONE, without: 'the agent’s silence: a program that listens' },
    async attempt(rig) {
      const said = await LOOKS(await rig.walled(), 'listening');
      return { through: !PROXY_ALONE.test(said), said };
    },
    async control(rig) {
      const place = await rig.walled();
      const listen = `python3 -c "import socket, time; s = socket.create_server(('127.0.0.1', 8099)); time.sleep(600)" >/dev/null 2>&1 &`;
      await place.run(`${listen} for n in $(seq 300); do grep -q 0100007F:1FA3 /proc/net/tcp && break; sleep 0.2; done`);
      const said = await place.run(`cat /proc/net/tcp; pkill -f create_server`);
      return { through: said.includes('0100007F:1FA3'), said };
    },
  },
  {
    ...{
      id: 'network-loopback',
      group: 'network',
      needs: 'machine',
      what: 'asks its own loopback for a program that listens on this computer’s',
    },
    ...{ expected: /Connection refused/, without: 'the machine: a program of this computer' },
    async attempt(rig) {
      const { port } = await rig.host();
      const place = await rig.walled();
      return helloIn(
        await place.run(`curl -sS -m 50 --noproxy "*" http://127.0.0.1:${port}/ 2>&1; exec 3<>/dev/tcp/127.0.0.1/${port}`),
      );
    },
    control: async (rig) => helloIn(await gotPlainly(`http://127.0.0.1:${(await rig.host()).port}/`)),
  },
  ...Object.entries(TARGETS).map(([id, { what }]): Probe => ({
    ...{ id: `network-${id}`, group: 'network', needs: 'machine', what: `asks ${what}, around the proxy` },
    ...{ expected: /unreachable|not permitted|Cannot assign/, without: 'being alone: the address answers in the machine itself' },
    attempt: async (rig) => tried(await walledIn(await rig.walled(), id)),
    control: async (rig) => tried(await answered(await rig.open(), id)),
  })),
  ...(['files.example', '127.0.0.1'] as const).map((name): Probe => ({
    ...{
      id: `network-out-${name}`,
      group: 'network',
      needs: 'machine',
      what: `asks the proxy from within for ${name}, which nobody allowed`,
    },
    ...{ expected: /is not allowed; the user is asked/, without: 'the refusal: the user’s own configuration names the host' },
    attempt: (rig) => through(rig, name, false),
    control: (rig) => through(rig, name, true),
  })),
];

const helloIn = (said: string): Tried => ({ through: said.includes('hello from'), said });

async function through(rig: Parameters<Probe['attempt']>[0], name: string, isOwn: boolean): Promise<Tried> {
  const [place, proxy, { port }] = [await rig.walled(), await rig.proxy(), await rig.host()];
  proxy.rules = isOwn ? [{ host: name, port, isOwn: true }] : [];
  const key = { ...proxy.key, step: 1, index: (asked += 1) };
  await proxy.egress.begin(key);
  try {
    return helloIn(await place.run(`curl -sS -m 100 --noproxy "" -x http://127.0.0.1:3128 http://${name}:${port}/ 2>&1`));
  } finally {
    await proxy.egress.end(key);
    proxy.rules = [];
  }
}
let asked = 0;
