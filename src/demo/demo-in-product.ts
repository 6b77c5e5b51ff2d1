// The demo inside of the product: the scripted model on loopback, in the place of an AI service while a person has chosen it.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Demo } from '../contract/http.ts';
import { makeMessyFolder, messyFiles } from './messy-folder.ts';
import { type ModelServer, startModelServer } from './model-server/model-server.ts';
import type { Block, ParsedRequest, Script } from './model-server/port.ts';
import { sortingScript } from './sorting-script.ts';
import { words } from './words.ts';

/** Jobs whose steps are remembered; a person does one after the other. */
const MOST_JOBS = 20;
const OTHERWISE =
  'This is the scripted demo: no AI reads this. It knows one job only, sorting its own folder of made-up files. ' +
  'With a model key or a local model, in the settings, everything else can be done.';

interface DemoDeps {
  readonly settings: { demoUrl(): Promise<string | undefined>; setDemo(url: string | undefined): Promise<void> };
  /** Where its folder is made: a place of the person's own. */
  readonly place: () => Promise<string>;
}

export interface DemoInProduct {
  /** Answers again after a restart, if it was chosen. */
  resume(): Promise<void>;
  start(): Promise<Demo>;
  stop(): Promise<void>;
  /** The product stops; the choice stays. */
  close(): Promise<void>;
}

export function createDemo({ settings, place }: DemoDeps): DemoInProduct {
  let server: Promise<ModelServer> | undefined;
  const serve = async (): Promise<void> => {
    if (server) return void (await server);
    const kept = await settings.demoUrl();
    // At the same address, so that a call that was under way finds it again; a taken one is given up.
    const again = kept === undefined ? open(0) : open(Number(new URL(kept).port)).catch(() => open(0));
    server = again;
    again.catch(() => (server = undefined));
    await settings.setDemo((await again).url);
  };
  const close = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    await (await ending)?.close();
  };
  return {
    resume: async () => ((await settings.demoUrl()) === undefined ? undefined : serve()),
    async start() {
      const folder = await freshFolder(await place());
      await makeMessyFolder(folder, messyFiles());
      await serve();
      return { folder, prompt: words.prompt, title: 'Sort my Downloads' };
    },
    async stop() {
      await settings.setDemo(undefined);
      await close();
    },
    close,
  };
}

const open = (port: number): Promise<ModelServer> => startModelServer({ scripts: { default: demoScript() }, remember: 1, port });

/** A folder that is not there yet. */
async function freshFolder(place: string): Promise<string> {
  await mkdir(place, { recursive: true });
  for (let n = 1; ; n += 1) {
    const folder = join(place, n === 1 ? 'Downloads' : `Downloads ${n}`);
    if (!existsSync(folder)) return folder;
  }
}

/** Each job has its own memory, told apart by its first message, which holds the moment of its beginning. */
function demoScript(): Script {
  const jobs = new Map<string, Script>();
  return (request) => {
    const first = textOf(request);
    const root = /^- (\/folders\/.+) \((?:write|full)\)$/m.exec(first)?.[1];
    if (root === undefined || !first.includes(words.prompt)) return { text: OTHERWISE };
    const script = jobs.get(first) ?? sortingScript(root);
    jobs.delete(first);
    jobs.set(first, script);
    const oldest = jobs.keys().next();
    if (jobs.size > MOST_JOBS && !oldest.done) jobs.delete(oldest.value);
    return script(request);
  };
}

const textOf = ({ messages }: ParsedRequest): string =>
  (messages[0]?.content ?? []).map((block: Block) => (typeof block['text'] === 'string' ? block['text'] : '')).join('\n');
