// Contract: a person finds a task again by any word that was asked, said or answered.
import { describe, expect, it } from '@jest/globals';
import { anOutput, createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function searchContract(make: MakeDatabase): void {
  describe('search', () => {
    const at = eachWithStores(make);
    const found = async (text: string): Promise<string[]> =>
      (await at.store.search(text, 10)).map((hit) => `${hit.taskId} ${hit.where}`);

    it('looks at title, prompt, outcome and messages of both sides, letter case aside', async () => {
      const { id } = await createTask(at.store, { title: 'Receipts of May', prompt: 'Please sort\nthem by shop' });
      await at.store.addInbox(id, { text: 'skip "the" tax office' });
      await at.store.append(id, {
        type: 'message_added',
        step: 0,
        role: 'assistant',
        text: 'Looking at kiosks',
        messageId: 'm1',
      });
      await at.store.finishTask(id, { status: 'completed', outcome: 'Moved 12 files to Zürich' });
      expect(await found('receipts')).toEqual([`${id} title`]);
      expect(await found('BY SHOP')).toEqual([`${id} prompt`]);
      expect(await found('"the" tax')).toEqual([`${id} message`]);
      expect(await found('kiosk')).toEqual([`${id} message`]);
      for (const text of ['Zürich', 'zürich', 'ZÜRICH']) expect(await found(text)).toEqual([`${id} outcome`]);
      expect(await found('GRÜSSE')).toEqual([]);
      expect(await found('nowhere')).toEqual([]);
      // Words of the log's own format are not words of the task.
      expect(await found('status_changed')).toEqual([]);
    });

    it('takes signs of the query language as they are', async () => {
      const { id } = await createTask(at.store, { prompt: '100% of a_b \\ c' });
      await createTask(at.store, { prompt: '100 of aXb c' });
      for (const text of ['100%', 'a_b', '\\ c']) expect(await found(text)).toEqual([`${id} prompt`]);
    });

    it('finds words by their beginning, by letters from their middle, without accents, widths and spaces', async () => {
      const { id } = await createTask(at.store, {
        title: 'Übersicht der Rechnungen 2024',
        prompt: '領収書を整理してください. Café ｱﾌﾟﾘ IMG2041',
      });
      for (const text of ['rechn', 'ubersicht', 'ÜBERSICHT rech', '2024', 'chnungen'])
        expect(await found(text)).toEqual([`${id} title`]);
      for (const text of ['領収', '収書', '書', '整理', 'cafe', 'アプリ', '2041', 'img20'])
        expect(await found(text)).toEqual([`${id} prompt`]);
      expect(await found('領書')).toEqual([]);
      const other = await createTask(at.store, { title: 'Müller, Fußball', prompt: 'x' });
      for (const text of ['üller', 'uller', 'ußball', 'ussball']) expect(await found(text)).toEqual([`${other.id} title`]);
      // Nothing but a sign that is no letter.
      expect(await found('\u0301')).toEqual([]);
    });

    it('finds what was delivered by its path and by what it says; a new title takes the place of the old one', async () => {
      const { id } = await createTask(at.store, { title: 'First name' });
      const output = anOutput(id, { name: 'Umsatzsteuer-Mai.csv', path: '/outputs/Umsatzsteuer-Mai.csv' });
      await at.store.putOutput(output);
      await at.store.indexOutputText(output, 'Kiosk Schmidt;12,50');
      await at.store.patchTask(id, { title: 'Second name' });
      expect(await at.store.search('umsatzsteuer mai', 5)).toMatchObject([{ taskId: id, where: 'output', ref: output.id }]);
      expect(await at.store.search('schmidt', 5)).toMatchObject([{ taskId: id, where: 'output_text', ref: output.id }]);
      expect(await found('first')).toEqual([]);
      expect(await found('second')).toEqual([`${id} title`]);
      await at.store.deleteTask(id);
      expect(await found('schmidt')).toEqual([]);
    });

    it('finds what fits a description best, whichever of its words are there', async () => {
      const right = await createTask(at.store, { title: 'VAT sheet', prompt: 'Sum the receipts of the kiosk per month' });
      for (let i = 0; i < 20; i += 1)
        await createTask(at.store, { title: `Photos ${i}`, prompt: 'Sort the photos of the holiday per month' });
      const [best] = await at.store.findTexts('where was that sheet with the sums of the kiosk?', { limit: 5 });
      expect(best).toMatchObject({ taskId: right.id });
      expect(await at.store.findTexts('…', { limit: 5 })).toEqual([]);
    });

    it('gives the newest first, no more than asked for, and shows the words around', async () => {
      const prompt = `${'before '.repeat(50)}needle${' after'.repeat(50)}`;
      const ids = [];
      for (let i = 0; i < 3; i += 1) ids.push((await createTask(at.store, { title: 'x', prompt })).id);
      const hits = await at.store.search('needle', 2);
      expect(hits).toHaveLength(2);
      expect(hits[0]?.text).toMatch(/^….*before needle after.*…$/);
      expect(hits[0]?.text.length).toBeLessThan(200);
    });

    it('counts tasks by status', async () => {
      const { id } = await createTask(at.store);
      await createTask(at.store);
      await at.store.setStatus(id, { status: 'running' });
      expect(await at.store.countTasks()).toEqual({ queued: 1, running: 1 });
    });
  });
}
