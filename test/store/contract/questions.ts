// Contract: a question is asked once and answered once.
import { describe, expect, it } from '@jest/globals';
import { aQuestion, createTask, logOf, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

export function questionContract(make: MakeDatabase): void {
  describe('questions', () => {
    const at = eachWithStores(make);

    it('the same key asks once; it is found by key and by task', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      const [a, b] = await Promise.all([at.store.putQuestion('k', aQuestion(id)), other.putQuestion('k', aQuestion(id))]);
      expect(a).toEqual(b);
      expect(await at.store.questionByKey('k')).toEqual(a);
      expect(await at.store.questionByKey('other')).toBeUndefined();
      expect(await at.store.questions(id)).toEqual([a]);
      expect(await logOf(at.store, id)).toEqual(['task_created', 'question_asked']);
    });

    it('the first answer wins and wakes the task', async () => {
      const other = await at.other();
      for (const round of upTo(6)) {
        const { id } = await createTask(at.store);
        const question = await at.store.putQuestion(`k${round}`, aQuestion(id));
        const both = await Promise.all([
          at.store.answerQuestion(question.id, { choices: ['2030'] }),
          other.answerQuestion(question.id, { text: 'neither' }),
        ]);
        expect(both.filter((answer) => answer === 'lost')).toHaveLength(1);
        const [stored] = await at.store.questions(id);
        expect(both.find((answer) => answer !== 'lost')).toEqual(stored);
        expect(stored?.status).toBe('answered');
        expect(await logOf(at.store, id)).toEqual(['task_created', 'question_asked', 'question_answered']);
        expect((await at.store.outbox(100)).filter((row) => row.kind === 'nudge' && row.taskId === id)).toHaveLength(1);
      }
      expect(await at.store.answerQuestion('qnone', { text: 'x' })).toBe('unknown');
    });

    it('one that the end took away is lost to its answer', async () => {
      const { id } = await createTask(at.store);
      const question = await at.store.putQuestion('k', aQuestion(id));
      await at.store.finishTask(id, { status: 'cancelled' });
      expect(await at.store.answerQuestion(question.id, { text: 'x' })).toBe('lost');
    });
  });
}
