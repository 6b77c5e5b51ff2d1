// Messages on their way, in a browser's storage that is full: none is lost, none is sent again and again.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CoworkError } from '../../src/contract/errors.ts';
import { createOutgoing, type Outgoing } from '../../src/web/state/outgoing.ts';

/** What a browser has, as far as it is used here: a storage with so much room, and one lock. */
class Storage {
  room = Infinity;
  readonly #items = new Map<string, string>();
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  removeItem = (key: string): void => void this.#items.delete(key);
  setItem(key: string, value: string): void {
    if (value.length > this.room) throw new Error('QuotaExceededError');
    this.#items.set(key, value);
  }
}
let storage: Storage;
beforeEach(() => {
  storage = new Storage();
  const locks = { request: async (_: string, work: () => unknown) => work() };
  for (const [name, value] of Object.entries({ localStorage: storage, navigator: { locks }, addEventListener: () => undefined }))
    Object.defineProperty(globalThis, name, { value, configurable: true });
});

const to = { kind: 'task', id: 't1' } as const;
const message = (text: string) => ({ to, text, attachments: [] });
const kept = (): Outgoing[] => JSON.parse(storage.getItem('outgoing') ?? '[]') as Outgoing[];

function server(answer: () => void) {
  const said: string[] = [];
  const never = (): never => {
    throw new Error('not asked for');
  };
  const say = async (_: string, { text }: { text: string }): Promise<unknown> => {
    said.push(text);
    answer();
    return {};
  };
  return {
    said,
    client: { say, createThread: never, sayInThread: never } as unknown as Parameters<
      ReturnType<typeof createOutgoing>['send']
    >[0],
  };
}
const refuses = (): never => {
  throw new CoworkError('task_finished', 'It is over.');
};

describe('a full storage', () => {
  it('a message that is refused is sent once, stays kept, and can be tried again', async () => {
    const outgoing = createOutgoing();
    const { clientId } = outgoing.add(message('too late'));
    storage.room = storage.getItem('outgoing')!.length;
    const { said, client } = server(refuses);
    expect(await outgoing.send(client)).toBe('all');
    expect(said).toEqual(['too late']);
    expect(outgoing.list()).toMatchObject([{ clientId, refused: { code: 'task_finished' } }]);
    expect(kept()).toMatchObject([{ clientId }]);
    outgoing.retry(clientId);
    const later = server(() => undefined);
    expect(await outgoing.send(later.client)).toBe('all');
    expect(later.said).toEqual(['too late']);
    expect(outgoing.list()).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it('what there was no room for is said so, and sent after what was kept', async () => {
    const outgoing = createOutgoing();
    outgoing.add(message('first'));
    storage.room = storage.getItem('outgoing')!.length;
    const second = outgoing.add(message('second'));
    expect(outgoing.unkept()).toEqual([second]);
    expect(kept()).toHaveLength(1);
    const { said, client } = server(() => undefined);
    await outgoing.send(client);
    expect(said).toEqual(['first', 'second']);
    expect(outgoing.list()).toEqual([]);
  });
});

it('a message is in what is typed before it is taken from what is sent', async () => {
  const outgoing = createOutgoing();
  const { clientId } = outgoing.add(message('to be changed'));
  let both = false;
  await outgoing.take(clientId, ({ text }) => {
    both = text === 'to be changed' && kept().length === 1;
  });
  expect(both).toBe(true);
  expect(kept()).toEqual([]);
});

it('a message that is not understood does not take the others with it', () => {
  createOutgoing().add(message('whole'));
  storage.setItem('outgoing', JSON.stringify([{ clientId: 'old' }, ...kept()]));
  expect(createOutgoing().list()).toMatchObject([{ text: 'whole' }]);
});
