// `cowork thread`: one long conversation that starts tasks and hears of their ends.
import { allOf } from '../../client/answers.ts';
import type { Client } from '../../client/client.ts';
import { CoworkError } from '../../contract/errors.ts';
import type { ThreadEvent } from '../../contract/threads.ts';
import { aboveZero } from '../above-zero.ts';
import { attachedFiles, uploadAll } from '../attached-files.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { budgetOf, foldersOf, modeOf, present } from '../task-wish.ts';
import { threadEventLines, threadTable } from '../thread-page.ts';
import { words } from '../words/threads.ts';

export interface ThreadOptions {
  readonly json?: boolean;
}
export interface ThreadListOptions extends ThreadOptions {
  readonly all?: boolean;
}
export interface ThreadSetOptions extends ThreadOptions {
  readonly title?: string;
  readonly folder?: readonly string[];
  readonly folders?: boolean;
  readonly mode?: string;
  readonly model?: string;
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
}
export interface ThreadSayOptions extends ThreadOptions {
  readonly attach?: readonly string[];
  readonly detach?: boolean;
}
export interface ThreadShowOptions extends ThreadOptions {
  readonly limit?: string;
}

const SHOWN = 40;

export async function listThreads(cli: Cli, word: string | undefined, options: ThreadListOptions): Promise<ExitCode> {
  if (word !== undefined) throw usage(words.noSuchWord(word));
  const { items } = await (await connect(cli)).threads({ limit: 100, ...(options.all ? {} : { archived: false }) });
  if (options.json) cli.terminal.json(items);
  else for (const line of threadTable(legible(items), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export async function newThread(cli: Cli, title: string | undefined, options: ThreadSetOptions): Promise<ExitCode> {
  const wish = await wishOf(cli, { ...options, ...(title === undefined ? {} : { title }) });
  const made = await (await connect(cli)).createThread(wish);
  if (options.json) cli.terminal.json(made);
  else cli.terminal.err(words.begun(made.id));
  return EXIT.done;
}

/** Says it, and stays until it is answered: the words as they are stored, cards among them. */
export async function sayInThread(cli: Cli, id: string, text: string, options: ThreadSayOptions): Promise<ExitCode> {
  const files = await attachedFiles(cli, options.attach);
  const client = await connect(cli);
  const threadId = await findThread(client, id);
  const attachments = await uploadAll(client, files);
  const said = await client.sayInThread(threadId, { text, clientId: crypto.randomUUID(), attachments });
  if (options.detach) {
    if (options.json) cli.terminal.json(said);
    else cli.terminal.err(words.sent(threadId));
    return EXIT.done;
  }
  let failed = false;
  for await (const item of client.threadEvents(threadId, { after: said.seq })) {
    if (!('seq' in item)) continue;
    if (options.json) cli.terminal.json(item);
    else for (const line of threadEventLines(legible(item), cli)) cli.terminal.out(line);
    failed = item.type === 'notice' ? item.level === 'error' : failed && item.type !== 'message_added';
    const end = endOf(item);
    if (end !== undefined) return end === EXIT.done && failed ? EXIT.failed : end;
  }
  return EXIT.failed;
}

/** It is answered, or somebody must do something first. */
function endOf(event: ThreadEvent): ExitCode | undefined {
  if (event.type !== 'status_changed') return undefined;
  if (event.to === 'idle') return EXIT.done;
  return event.waitingFor && event.waitingFor.until === undefined ? EXIT.waiting : undefined;
}

export async function showThread(cli: Cli, id: string, options: ThreadShowOptions): Promise<ExitCode> {
  const limit = aboveZero('--limit', options.limit) ?? SHOWN;
  const client = await connect(cli);
  const thread = await client.thread(await findThread(client, id));
  const events = await client.threadEventsSoFar(thread.id, { before: thread.lastSeq + 1, limit: Math.min(1000, limit) });
  if (options.json) {
    cli.terminal.json({ ...thread, events });
    return EXIT.done;
  }
  const before = thread.lastSeq - events.length;
  for (const line of threadTable([legible(thread)], cli)) cli.terminal.out(line);
  if (thread.lastSeq === 0) cli.terminal.out(words.nothingSaid);
  if (before > 0) cli.terminal.out(cli.terminal.style.dim(words.earlier(before)));
  for (const event of legible(events)) for (const line of threadEventLines(event, cli)) cli.terminal.out(line);
  return EXIT.done;
}

export async function editThread(cli: Cli, id: string, options: ThreadSetOptions): Promise<ExitCode> {
  const change = await wishOf(cli, options);
  if (Object.keys(change).length === 0) throw usage(words.nothingToChange);
  const client = await connect(cli);
  return told(cli, options, await client.patchThread(await findThread(client, id), change), words.changed);
}

export async function stopThread(cli: Cli, id: string, options: ThreadOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const thread = await client.thread(await findThread(client, id));
  if (thread.status === 'idle') return told(cli, options, thread, words.nothingToStop);
  return told(cli, options, await client.stopThread(thread.id), words.stopped);
}

export async function archiveThread(cli: Cli, id: string, options: ThreadOptions): Promise<ExitCode> {
  const client = await connect(cli);
  return told(cli, options, await client.patchThread(await findThread(client, id), { archived: true }), words.archived);
}

export async function removeThread(cli: Cli, id: string, options: ThreadOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const thread = await client.thread(await findThread(client, id));
  await client.deleteThread(thread.id);
  return told(cli, options, { id: thread.id, removed: true }, words.removed(legible(thread.title)));
}

function told(cli: Cli, { json }: ThreadOptions, value: unknown, text: string): ExitCode {
  if (json) cli.terminal.json(value);
  else cli.terminal.err(text);
  return EXIT.done;
}

/** A unique beginning of its id is enough. */
async function findThread(client: Client, prefix: string): Promise<string> {
  const ids: string[] = [];
  for await (const { id } of allOf((cursor) => client.threads({ limit: 100, cursor }))) {
    if (id === prefix) return id;
    if (id.startsWith(prefix)) ids.push(id);
  }
  const [first, ...others] = ids;
  if (first === undefined) throw new CoworkError('not_found', words.noSuchThread(prefix));
  if (others.length > 0) throw new CoworkError('bad_request', words.ambiguous(prefix, ids.slice(0, 5)));
  return first;
}

const wishOf = async (cli: Cli, options: ThreadSetOptions) =>
  present({
    ...{ title: options.title, model: options.model, mode: modeOf(options.mode), budget: budgetOf(options) },
    folders: await foldersOf(cli, options),
  });
