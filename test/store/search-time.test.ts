// Search over many tasks: finds umlauts and CJK. It prints what a search takes (wanted: at most 200 ms); no time is in its verdict.
import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../src/contract/ids.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import { anOutput, createTask } from './contract/database.ts';

/** `SEARCH_TASKS=10000` takes half a minute to write, and prints what a search of so many costs. */
const TASKS = Number(process.env['SEARCH_TASKS'] ?? 1_000);
const BATCH = 500;
const WORDS = 'receipts invoices photos of the summer sorted by month and shop with totals for the tax office'.split(' ');
const some = (n: number, count: number): string =>
  Array.from({ length: count }, (_, i) => WORDS[(n * 7 + i * 5) % WORDS.length]).join(' ');

it('finds among many tasks what was asked, said and delivered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'search-time-'));
  const store = await openTaskStore(join(folder, 'tasks.db'));
  try {
    const ids = Array.from({ length: TASKS }, () => newId('t'));
    for (let from = 0; from < TASKS; from += BATCH)
      await store.transaction(async (tx) => {
        for (let n = from; n < from + BATCH; n += 1) {
          const id = ids[n]!;
          await createTask(tx, {
            id,
            title: `Task ${n} ${some(n, 4)}`,
            prompt: `${some(n, 40)} ${n === 17 ? '領収書を整理して' : ''}`,
          });
          const text = `${some(n + 3, 60)} ${n === 242 ? 'Übergrößenträger' : ''}`;
          await tx.append(id, { type: 'message_added', step: 0, role: 'assistant', text, messageId: `m${n}` });
        }
      });
    const output = anOutput(ids[77]!, { name: 'Äpfel.csv', path: '/outputs/Äpfel.csv' });
    await store.putOutput(output);
    await store.append(ids[77]!, { type: 'output_added', output });
    await store.indexOutputText(output, 'Gravensteiner;12,50');

    const times: Record<string, number> = {};
    const search = async (text: string): Promise<(string | undefined)[]> => {
      const began = performance.now();
      const hits = await store.search(text, 20);
      times[text] = Math.round(performance.now() - began);
      return hits.map(({ taskId }) => taskId);
    };
    expect(await search('Übergrößenträger')).toEqual([ids[242]]);
    expect(await search('ubergroßen')).toEqual([ids[242]]);
    // Letters from the middle of a word.
    expect(await search('vensteiner')).toEqual([ids[77]]);
    expect(await search('領収書')).toEqual([ids[17]]);
    expect(await search('整理')).toEqual([ids[17]]);
    expect(await search('Äpfel')).toEqual([ids[77]]);
    expect(await search('gravenst')).toEqual([ids[77]]);
    expect(await search('task 999')).toContain(ids[999]);
    expect(await search('receipts month')).toHaveLength(20);
    expect(await search('nothing of the kind')).toEqual([]);
    process.stdout.write(`search over ${TASKS} tasks, ms: ${JSON.stringify(times)}\n`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
