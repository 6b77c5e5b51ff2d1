// A conversation's picture: streaming words end once, a cut attempt starts over, older events come in front. And news, each told once.
import { describe, expect, it } from '@jest/globals';
import type { ThreadEvent, ThreadEventBody } from '../../src/contract/threads.ts';
import { newsSince, type Now } from '../../src/web/state/news.ts';
import { EMPTY_THREAD, hasOlder, reduceThread, withOlder } from '../../src/web/state/thread-picture.ts';
import { fits } from '../../src/web/shell/palette/entry.ts';
import { shortenMiddle } from '../../src/web/words/shorten-middle.ts';
import { suggestions as german } from '../../src/web/words/de/suggestions.ts';
import { suggestions } from '../../src/web/words/en/suggestions.ts';

const event = (seq: number, body: ThreadEventBody): ThreadEvent => ({ threadId: 'h', seq, at: '2026-05-01T00:00:00Z', ...body });
const said = (seq: number, text: string) => event(seq, { type: 'message_added', role: 'assistant', text, messageId: text });
const delta = (step: number, attempt: number, text: string) => ({
  type: 'message_delta' as const,
  taskId: 'h',
  ...{ step, attempt, text },
});

describe('the picture of a conversation', () => {
  it('shows words as they come, from the start for another attempt, and not again once they are stored', () => {
    let picture = [delta(0, 1, 'He'), delta(0, 1, 'll'), delta(0, 2, 'Good ')].reduce(reduceThread, EMPTY_THREAD);
    expect(picture.streaming?.text).toBe('Good ');
    picture = [said(1, 'Good day'), delta(0, 2, 'day')].reduce(reduceThread, picture);
    expect(picture.streaming).toBeUndefined();
    expect(reduceThread(picture, delta(1, 1, 'More')).streaming?.text).toBe('More');
  });

  it('takes each event once, and older ones in front', () => {
    let picture = [said(5, 'e'), said(5, 'e'), said(6, 'f')].reduce(reduceThread, EMPTY_THREAD);
    expect(hasOlder(picture)).toBe(true);
    picture = withOlder(
      picture,
      [1, 2, 3, 4, 5].map((seq) => said(seq, String(seq))),
    );
    expect(picture.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(hasOlder(picture)).toBe(false);
  });

  it('stands as the last change of its status says', () => {
    const waits = event(1, {
      type: 'status_changed',
      from: 'answering',
      to: 'waiting',
      waitingFor: { kind: 'credentials', since: '2026-05-01T00:00:00Z', text: 'No model key is set' },
    });
    expect(reduceThread(EMPTY_THREAD, waits)).toMatchObject({ status: 'waiting', waitingFor: { kind: 'credentials' } });
  });
});

describe('news', () => {
  const task = (id: string, status: Now['tasks'][number]['status']) => ({ id, title: id, status });
  const now = (more: Partial<Now>): Now => ({ tasks: [], approvals: [], schedules: [], ...more });

  it('tells what is new, once, and nothing of what was there at the first look', () => {
    const first = newsSince(undefined, now({ tasks: [task('a', 'completed'), task('b', 'running')] }));
    expect(first.news).toEqual([]);
    const later = now({
      tasks: [task('a', 'completed'), task('b', 'failed'), task('c', 'waiting_input')],
      approvals: [{ id: 'x', taskId: 'd', preview: { summary: '3 files will move' } }],
      schedules: [{ id: 's', name: 'Backup', missed: 1 }],
    });
    const second = newsSince(first.known, later);
    expect(second.news.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'failed /tasks/b',
      'waiting /tasks/c',
      'waiting /tasks/d',
      'missed /schedules',
    ]);
    expect(newsSince(second.known, later).news).toEqual([]);
  });
});

describe('words', () => {
  it('makes sentences of what folders have much of', () => {
    expect(suggestions.seen('screenshots', 1214, 'Downloads')).toBe('1,214 screenshots in Downloads');
    expect(german.seen('scans', 1214, 'Downloads')).toBe('1.214 Dateien namens scan… in Downloads');
    expect(suggestions.job('pdfs', 'Papers')).toBe('Sort the PDFs by what they are about (folder Papers).');
  });

  it('shortens long names in the middle, and finds by words without accents', () => {
    expect(shortenMiddle('short.pdf')).toBe('short.pdf');
    expect(shortenMiddle('a very long name of a letter of the tax office 2026.pdf')).toBe('a very long name o… 2026.pdf');
    expect(fits('Zeitpläne', 'plane zeit')).toBe(true);
    expect(fits('Settings', 'x')).toBe(false);
  });
});
