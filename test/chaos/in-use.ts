// What a Node process holds when everything that nobody needs was let go of: its resident memory after a collection, asked for from outside.
// What it looks like without one says more about when V8 last had a reason to collect than about leaks.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Node's own: a process that gets SIGUSR1 listens here. One process at a time. */
const INSPECTOR = 'http://127.0.0.1:9229/json';
const OPENS_IN_MS = 20_000;
const ANSWERS_IN_MS = 60_000;

interface Conversation {
  ask(method: string, params?: object): Promise<unknown>;
  /** Threads beside the main one. */
  readonly threads: Set<string>;
  close(): void;
}

/** MB of resident memory. @throws when the process is not there or does not answer */
export async function residentInUse(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const talk = await converse(await listening());
  try {
    const { result } = (await talk.ask('Runtime.evaluate', { expression: 'process.pid' })) as { result: { value: number } };
    if (result.value !== pid) throw new Error(`process ${result.value} listens where ${pid} should`);
    await talk.ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    for (const session of talk.threads) {
      const message = JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' });
      await talk.ask('NodeWorker.sendMessageToWorker', { sessionId: session, message });
    }
    // The second one collects what the first has only finished with.
    for (let round = 0; round < 2; round += 1) await talk.ask('HeapProfiler.collectGarbage');
    await sleep(500);
    const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    await talk.ask('Runtime.evaluate', { expression: "setTimeout(() => process.getBuiltinModule('inspector').close(), 100)" });
    if (kb === undefined) throw new Error(`process ${pid} says nothing of its memory`);
    return Math.round(Number(kb) / 1024);
  } finally {
    talk.close();
    await untilClosed();
  }
}

/** The next process can listen only then. */
async function untilClosed(): Promise<void> {
  for (const end = Date.now() + OPENS_IN_MS; Date.now() < end; await sleep(100))
    if (
      await fetch(INSPECTOR).then(
        () => false,
        () => true,
      )
    )
      return;
}

async function listening(): Promise<string> {
  for (const end = Date.now() + OPENS_IN_MS; ; await sleep(100)) {
    const [found] = await fetch(INSPECTOR).then(
      (answer) => answer.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
      () => [],
    );
    if (found) return found.webSocketDebuggerUrl;
    if (Date.now() > end) throw new Error('no inspector was opened');
  }
}

async function converse(url: string): Promise<Conversation> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const open = new Map<number, (result: unknown) => void>();
  const threads = new Set<string>();
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(String(data)) as { id?: number; method?: string; result?: unknown; params?: { sessionId: string } };
    if (said.id !== undefined) open.get(said.id)?.(said.result);
    if (said.method === 'NodeWorker.attachedToWorker' && said.params) threads.add(said.params.sessionId);
  };
  return {
    threads,
    ask(method, params = {}) {
      const id = open.size + 1;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      open.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
      const late = setTimeout(() => reject(new Error(`${method} was not answered`)), ANSWERS_IN_MS);
      return promise.finally(() => clearTimeout(late));
    },
    close: () => socket.close(),
  };
}
