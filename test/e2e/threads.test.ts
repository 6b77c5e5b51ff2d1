// A thread as people use it: said in the terminal, everything killed while it is answered, answered once; its task's end and its file are found again.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import type { ThreadEvent } from '../../src/contract/threads.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps, lastResults, lastWords } from '../rig/scripts.ts';

let rig: ProductRig;
let calls = 0;

function talk(request: ParsedRequest): Reply {
  calls += 1;
  if (lastResults(request).length > 0) return { text: 'I have handed it over.' };
  if (lastWords(request).includes('Make the list'))
    return {
      ...{ text: 'I hand that to a task, word by word. '.repeat(30), chunkDelayMs: 60 },
      toolCalls: [call('start_task', { title: 'The list', prompt: 'Make it. [[script:list]]' })],
    };
  return { text: 'It is where the card says.' };
}

beforeAll(async () => {
  rig = await startProduct({
    scripts: {
      talk,
      list: inSteps(
        { toolCalls: [call('create_artifact', { title: 'Stückliste', type: 'md', content: '# Zahnräder\n\nTwelve of them.' })] },
        { text: 'The list of parts is made.' },
      ),
    },
    route: ({ system }) => (JSON.stringify(system).includes('one long conversation') ? 'talk' : undefined),
  });
}, 150_000);
afterAll(() => rig?.remove());

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 120_000; ;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come');
    await sleep(50);
  }
}

it('is answered once although everything was killed meanwhile, and finds its result again', async () => {
  const { id } = await rig.client.createThread({ title: 'Workshop', folders: [] });
  const said = await rig.client.sayInThread(id, { text: 'Make the list of parts', clientId: 'c1' });
  await until(async () => (calls > 0 ? true : undefined));
  await sleep(500);
  await rig.kill('all');
  await rig.restart();
  expect(await rig.client.sayInThread(id, { text: 'Make the list of parts', clientId: 'c1' })).toEqual(said);
  const events = (): Promise<ThreadEvent[]> => rig.client.threadEventsSoFar(id, { after: 0 });
  await until(async () =>
    (await events()).some((event) => event.type === 'card_posted' && event.card.kind === 'task_ended') ? true : undefined,
  );
  const told = (await events()).flatMap((event) =>
    event.type === 'card_posted'
      ? [event.card.kind]
      : event.type === 'message_added' && event.role === 'assistant'
        ? [event.text.slice(0, 12)]
        : [],
  );
  expect(told.toSorted()).toEqual(['I hand that ', 'I have hande', 'task_ended', 'task_started']);
  expect((await rig.client.tasks({ threadId: id })).items).toHaveLength(1);

  const asked = await rig.cowork(['thread', 'say', id, 'Where is it?']);
  expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('It is where the card says.') });
  // By its path, and by what it says.
  for (const [words, where] of [
    ['stuckliste', 'output'],
    ['zahnrader', 'output_text'],
  ] as const) {
    const hit = await until(async () => (await rig.client.search(words)).items.find((one) => one.where === where));
    expect(hit).toMatchObject({ title: 'The list', taskId: expect.any(String) });
  }
}, 600_000);
