// What a person is told of, once each: by a page that is open, else by this computer; and what waits until quiet hours are over.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Known, learn, tell } from '../../src/api/news.ts';
import { noticeWords } from '../../src/api/notice-words.ts';
import { type Notices, watchNotices } from '../../src/api/notices.ts';
import { createOpenPages, type Page } from '../../src/api/open-pages.ts';
import type { News } from '../../src/contract/http.ts';
import { isQuiet } from '../../src/contract/quiet-hours.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
interface Told {
  readonly notices: Notices;
  /** By this computer. */
  readonly told: News[];
  /** By pages. */
  page(id: string, state?: Partial<Page>): Promise<readonly News[]>;
}
let quietHours: { from: string; to: string } | null = null;
let notifications = true;
const at = (hours: number): void => void (rig.clock.now = new Date(2030, 0, 1, hours, 0));
/** As the product has it; looks when a test says so. */
function watch(): Told {
  const told: News[] = [];
  const notices = watchNotices({
    store: rig.store,
    settings: { read: async () => ({ notifications, quietHours }) as never },
    pages: createOpenPages(() => rig.clock.now),
    tell: (news) => void told.push(news),
    now: () => rig.clock.now,
    log: { warn: (_, text) => void rig.logged.push(text) },
    everyMs: 3_600_000,
  });
  return { notices, told, page: (id, state) => notices.page({ id, open: true, tells: true, ...state }) };
}
const make = async (title: string): Promise<string> =>
  (await rig.call<{ id: string }>('POST', '/tasks', { body: { prompt: 'x', title } })).body.id;
const end = async (title: string, status: 'completed' | 'failed' = 'completed'): Promise<string> => {
  const id = await make(title);
  await rig.store.finishTask(id, { status });
  return id;
};
const titles = (news: readonly News[]): string[] => news.map(({ kind, title, count }) => `${kind} ${title}${count ?? ''}`);

describe('what a person is told', () => {
  let now: Told;
  beforeEach(async () => {
    rig = await openRig();
    at(12);
    quietHours = null;
    notifications = true;
    now = watch();
    await now.notices.run();
  });
  afterEach(async () => {
    await now.notices.close();
    await rig.close();
  });

  it('an outcome once, by this computer while no page is open', async () => {
    const id = await end('First');
    await now.notices.run();
    await now.notices.run();
    expect(now.told).toEqual([{ key: `done ${id}`, kind: 'done', title: 'First', text: '', path: `/tasks/${id}` }]);
    expect(await now.page('p')).toEqual([]);
  });

  it('by one page while pages are open, by the computer again when they have gone', async () => {
    expect(await now.page('p')).toEqual([]);
    await end('Second');
    await now.notices.run();
    expect(now.told).toEqual([]);
    expect(titles(await now.page('p'))).toEqual(['done Second']);
    expect(await now.page('q')).toEqual([]);
    await now.page('p', { open: false });
    await now.page('q', { open: false });
    await now.notices.run();
    expect(now.told).toEqual([]);
    await end('Third', 'failed');
    await now.notices.run();
    expect(titles(now.told)).toEqual(['failed Third']);
  });

  it('a page in sight shows it: nobody is told, also not by a page behind it', async () => {
    await now.page('seen', { tells: false });
    await now.page('behind');
    await end('Fourth');
    await now.notices.run();
    expect(await now.page('behind')).toEqual([]);
    await now.page('seen', { tells: false });
    await now.page('seen', { open: false });
    expect(await now.page('behind')).toEqual([]);
  });

  it('what came while a page that has crashed still counted as open, once that is over', async () => {
    await now.page('crashed');
    await end('Fifth');
    await now.notices.run();
    expect(now.told).toEqual([]);
    rig.clock.now = new Date(rig.clock.now.getTime() + 91_000);
    await now.notices.run();
    expect(titles(now.told)).toEqual(['done Fifth']);
  });

  it('what came in quiet hours, when they end: one thing as itself, several as one line', async () => {
    quietHours = { from: '22:00', to: '07:00' };
    at(23);
    await end('Alone');
    await now.notices.run();
    expect(await now.page('p')).toEqual([]);
    at(31);
    expect(titles(await now.page('p'))).toEqual(['done Alone']);
    await now.page('p', { open: false });
    at(47);
    for (const title of ['One', 'Two', 'Three']) await end(title, 'failed');
    await now.notices.run();
    expect(now.told).toEqual([]);
    at(55);
    await end('Fresh');
    await now.notices.run();
    expect(titles(now.told)).toEqual(['several 3', 'done Fresh']);
  });

  it('nothing of what was answered or deleted in quiet hours', async () => {
    quietHours = { from: '22:00', to: '07:00' };
    at(23);
    const id = await end('Deleted');
    const asking = await make('Asks');
    const question = { id: 'q-quiet', taskId: asking, question: 'Which?', options: [], multiple: false };
    await rig.store.putQuestion('quiet', { ...question, status: 'pending', createdAt: rig.clock.now.toISOString() });
    await rig.store.setStatus(asking, { status: 'waiting_input' });
    await now.notices.run();
    await rig.store.answerQuestion('q-quiet', { text: 'That.' });
    await rig.store.deleteTask(id);
    at(31);
    await now.notices.run();
    expect(now.told).toEqual([]);
  });

  it('a question in its own words, and what paused a task by itself; not what a person has paused', async () => {
    const asking = await make('Asks');
    const question = { id: 'q-one', taskId: asking, question: 'Which of the two?', options: [], multiple: false };
    await rig.store.putQuestion('one', { ...question, status: 'pending', createdAt: rig.clock.now.toISOString() });
    await rig.store.setStatus(asking, { status: 'waiting_input' });
    await now.notices.run();
    expect(now.told).toMatchObject([{ key: 'q-one', kind: 'waiting', title: 'Asks', text: 'Which of the two?' }]);
    const paused = await make('Paused');
    await rig.call('POST', `/tasks/${paused}/pause`, { body: {} });
    const since = rig.clock.now.toISOString();
    await rig.store.setStatus(paused, { status: 'paused', waitingFor: { kind: 'user', since, text: 'Paused by you' } });
    const broke = await make('Broke');
    await rig.store.setStatus(broke, { status: 'paused', waitingFor: { kind: 'budget', since, text: 'Used up' } });
    await now.notices.run();
    expect(now.told.slice(1)).toMatchObject([{ kind: 'waiting', title: 'Broke', text: 'Used up' }]);
  });

  it('how an old task ends after many others were begun, also when quiet hours kept it waiting', async () => {
    const old = [await make('Old'), await make('Older than the night')];
    rig.clock.now = new Date(rig.clock.now.getTime() + 1_000);
    for (let n = 0; n < 201; n += 1) await end(`Begun later ${n}`);
    await now.notices.run();
    now.told.length = 0;
    at(14);
    await rig.store.finishTask(old[0]!, { status: 'completed' });
    await now.notices.run();
    expect(titles(now.told)).toEqual(['done Old']);
    quietHours = { from: '22:00', to: '07:00' };
    at(23);
    await rig.store.finishTask(old[1]!, { status: 'failed' });
    await now.notices.run();
    at(26);
    await now.notices.run();
    at(31);
    await now.notices.run();
    expect(titles(now.told)).toEqual(['done Old', 'failed Older than the night']);
  });

  it('nothing twice and nothing lost when the product starts again', async () => {
    quietHours = { from: '22:00', to: '07:00' };
    await end('Before');
    await now.notices.run();
    at(23);
    await end('In the night');
    await now.notices.run();
    await now.notices.close();
    await end('While it was away');
    at(31);
    const again = watch();
    await again.notices.run();
    await again.notices.run();
    await again.notices.close();
    expect(titles(now.told)).toEqual(['done Before']);
    expect(titles(again.told).sort()).toEqual(['done In the night', 'done While it was away']);
  });

  it('nothing that is off, also not when it is turned on again', async () => {
    notifications = false;
    await end('Untold');
    await now.notices.run();
    notifications = true;
    await now.notices.run();
    expect(now.told).toEqual([]);
  });

  it('words for each kind', () => {
    const news = { key: '', title: 'Sort', text: 'Which?', path: '/' };
    const said = (['done', 'failed', 'waiting', 'missed', 'several'] as const).map((kind) =>
      noticeWords({ ...news, kind, count: 2 }),
    );
    expect(said).toEqual([
      { title: 'Sort', text: 'Done' },
      { title: 'Sort', text: 'Failed' },
      { title: 'Sort', text: 'Waiting for you: Which?' },
      { title: 'Sort', text: '2 times were missed' },
      { title: '2 things while it was quiet', text: 'They stand in the list' },
    ]);
  });
});

describe('what is news', () => {
  const schedule = (missed: number, seenAt = '2030-01-01T00:00:00Z') => ({ id: 's', name: 'Weekly', missed, seenAt });
  const see = (missed: number, seenAt?: string) => ({
    at: new Date('2030-01-01T10:00:00Z'),
    tasks: [],
    asked: [],
    schedules: [schedule(missed, seenAt)],
  });

  it('a missed time, one more, and the same number again after somebody looked', () => {
    const all: (string | number | undefined)[] = [];
    let known: Known | undefined;
    for (const now of [see(0), see(1), see(1), see(2), see(0, '2030-01-02'), see(1, '2030-01-02'), see(1, '2030-01-03')]) {
      const told = tell(learn(known, now), false);
      known = told.known;
      all.push(told.news[0]?.count);
    }
    expect(all).toEqual([undefined, 1, undefined, 2, undefined, 1, 1]);
  });
});

describe('pages and hours', () => {
  it('a page that says nothing any more is gone after a while', () => {
    let now = new Date(0);
    const pages = createOpenPages(() => now);
    pages.note({ id: 'a', open: true, tells: false });
    expect([pages.any(), pages.inSight()]).toEqual([true, true]);
    now = new Date(16_000);
    expect([pages.any(), pages.inSight()]).toEqual([true, false]);
    now = new Date(91_000);
    expect(pages.any()).toBe(false);
  });

  it('quiet hours go over midnight', () => {
    const night = { from: '22:00', to: '07:00' };
    const at = (hours: number, minutes = 0) => new Date(2030, 0, 1, hours, minutes);
    expect([at(21, 59), at(22), at(3), at(6, 59), at(7)].map((time) => isQuiet(night, time))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect([at(12), at(13)].map((time) => isQuiet({ from: '12:00', to: '13:00' }, time))).toEqual([true, false]);
    expect(isQuiet(null, at(3))).toBe(false);
  });
});
