// A conversation's picture: streaming words end once, a cut attempt starts over, older events come in front. And words.
import { describe, expect, it } from '@jest/globals';
import { PAUSED_BY_YOU, type WaitingFor } from '../../src/contract/task.ts';
import type { ThreadEvent, ThreadEventBody } from '../../src/contract/threads.ts';
import { EMPTY_THREAD, hasOlder, reduceThread, withOlder } from '../../src/web/state/thread-picture.ts';
import { fits } from '../../src/web/shell/palette/entry.ts';
import { shortenMiddle } from '../../src/web/words/shorten-middle.ts';
import { saidError, waitsFor } from '../../src/web/words/de/server.ts';
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

describe('words', () => {
  it('makes sentences of what folders have much of', () => {
    expect(suggestions.seen('screenshots', 1214, 'Downloads')).toBe('1,214 screenshots in Downloads');
    expect(german.seen('scans', 1214, 'Downloads')).toBe('1.214 Dateien namens scan… in Downloads');
    expect(suggestions.job('pdfs', 'Papers')).toBe('Sort the PDFs by what they are about (folder Papers).');
  });

  it('says in German what the product says in English, with what only the product can name', () => {
    expect(saidError('model_auth', 'The AI service refused the key')).toBe('Der KI-Dienst nimmt den Schlüssel nicht an.');
    expect(saidError('invalid', 'dailyMaxUsd must be above 0')).toBe(
      'Eine Angabe ist so nicht möglich: dailyMaxUsd must be above 0',
    );
    const waits = (waiting: Partial<WaitingFor>) =>
      waitsFor({ kind: 'user', since: '2026-05-01T00:00:00Z', text: '', ...waiting });
    expect(waits({ kind: 'budget', raise: { maxSteps: 400 } })).toBe('Die erlaubten Schritte dieser Aufgabe sind getan');
    expect(waits({ kind: 'user', text: PAUSED_BY_YOU })).toBe('Von Ihnen angehalten');
    expect(waits({ kind: 'user', text: 'A folder cannot be used' })).toBe('Angehalten: A folder cannot be used');
  });

  it('shortens long names in the middle, and finds by words without accents', () => {
    expect(shortenMiddle('short.pdf')).toBe('short.pdf');
    expect(shortenMiddle('a very long name of a letter of the tax office 2026.pdf')).toBe('a very long name o… 2026.pdf');
    expect(fits('Zeitpläne', 'plane zeit')).toBe(true);
    expect(fits('Settings', 'x')).toBe(false);
  });
});
