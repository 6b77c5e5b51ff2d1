// Does this Temporal server serve from this database? Started on it for a moment, on ports of its own, and asked for what is in it.
import { once } from 'node:events';
import { dirname } from 'node:path';
import { identityOf } from '../process/process-identity.ts';
import { type ChildRecord, endProcess } from './child-record.ts';
import { freePorts } from './ports.ts';
import { temporalServer, type TemporalServerOptions } from './temporal-server.ts';

/** It serves within a second; only a server that never will comes near this. */
const PATIENCE_MS = 30_000;
const CALL_MS = 5_000;

export interface Trial extends Pick<TemporalServerOptions, 'cli' | 'namespace' | 'env' | 'logFile'> {
  readonly database: string;
  /** So that a later start finds it, should this one be killed. */
  readonly record: ChildRecord;
  readonly signal?: AbortSignal;
}

/** Undefined when it does, else why not. Nothing of it is running any more when it resolves. */
export async function tryServer(trial: Trial): Promise<string | undefined> {
  const [port, httpPort, metricsPort] = await freePorts(3);
  let lastLine = '';
  const options: TemporalServerOptions = {
    ...trial,
    ...{ port: port!, httpPort: httpPort!, metricsPort: metricsPort! },
    folder: dirname(trial.database),
    onLine: (line) => (lastLine = line),
  };
  const server = temporalServer(options);
  const child = server.spawn();
  trial.record.set('trial', child.pid);
  const died = new AbortController();
  const exit = once(child, 'exit').then(
    () => died.abort(),
    () => died.abort(),
  );
  const limit = setTimeout(() => died.abort(), PATIENCE_MS);
  try {
    const ends = AbortSignal.any([died.signal, ...(trial.signal ? [trial.signal] : [])]);
    await server.untilReady(child, ends);
    return await askForTasks(options);
  } catch {
    trial.signal?.throwIfAborted();
    const said = messageIn(lastLine);
    return child.exitCode === null ? 'it does not get ready' : `it ends by itself${said === '' ? '' : `: ${said}`}`;
  } finally {
    clearTimeout(limit);
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    // At once: what it works on is a copy.
    if (identity && child.exitCode === null) await endProcess(identity, 0);
    await exit;
    trial.record.set('trial', undefined);
  }
}

/** The list, and one whole state: other tables, and what is stored in them. */
async function askForTasks({ httpPort, namespace }: TemporalServerOptions): Promise<string | undefined> {
  const base = `http://127.0.0.1:${httpPort}/api/v1/namespaces/${encodeURIComponent(namespace)}/workflows`;
  const list = await ask(`${base}?pageSize=1`);
  if (typeof list === 'string') return list;
  const { executions = [] } = list as { executions?: { execution: { workflowId: string } }[] };
  for (const { execution } of executions) {
    const one = await ask(`${base}/${encodeURIComponent(execution.workflowId)}`);
    if (typeof one === 'string') return one;
  }
  return undefined;
}

async function ask(url: string): Promise<object | string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(CALL_MS) }).catch(() => undefined);
  if (answer?.ok) return (await answer.json()) as object;
  return answer === undefined ? 'it does not answer' : `it answers ${answer.status} when asked for a task`;
}

/** Its last line may be a log entry. */
function messageIn(line: string): string {
  try {
    const { msg } = JSON.parse(line) as { msg?: unknown };
    return typeof msg === 'string' ? msg.slice(0, 200) : '';
  } catch {
    return line.trim().slice(0, 200);
  }
}
