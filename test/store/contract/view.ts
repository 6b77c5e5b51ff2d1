// Contract: a task as the api answers it is what its schema says.
import { describe, expect, it } from '@jest/globals';
import { Task, TaskSummary } from '../../../src/contract/http.ts';
import { taskView } from '../../../src/store/task-view.ts';
import { anApproval, anOutput, aQuestion, createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function viewContract(make: MakeDatabase): void {
  describe('the view of a task', () => {
    const at = eachWithStores(make);

    it('a new one and a full one are valid, without members that are undefined', async () => {
      const { id } = await createTask(at.store, { folders: [{ path: '/home/me', access: 'read' }] });
      expect(Task.parse(await taskView(at.store, id))).toStrictEqual(await taskView(at.store, id));
      const old = await at.store.putApproval('k1', anApproval(id, { createdAt: '2030-01-01T00:00:00.000Z' }));
      const young = await at.store.putApproval('k2', anApproval(id, { createdAt: '2030-01-02T00:00:00.000Z' }));
      const question = await at.store.putQuestion('q', aQuestion(id));
      const output = anOutput(id);
      await at.store.putOutput(output);
      await at.store.finishTask(id, { status: 'completed', outcome: 'done' });
      const view = await taskView(at.store, id);
      expect(Task.strict().parse(view)).toStrictEqual(view);
      expect(view).toMatchObject({ outcome: 'done', outputs: [output], questions: [{ id: question.id }], usage: { steps: 0 } });
      expect(view?.approvals.map((approval) => approval.id)).toEqual([old.id, young.id]);
      const [line] = (await at.store.listTasks({ limit: 1 })).items;
      expect(TaskSummary.strict().parse(line)).toStrictEqual(line);
      expect(await taskView(at.store, 'tnone')).toBeUndefined();
    });
  });
}
