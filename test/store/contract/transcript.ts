// Contract: a message or result once stored is the one that everybody gets.
import { describe, expect, it } from '@jest/globals';
import { errorResult, textResult } from '../../../src/contract/tool-result.ts';
import type { MessageRow } from '../../../src/store/port.ts';
import { createTask, logOf, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

const said = (taskId: string, step: number, over: Partial<MessageRow> = {}): Omit<MessageRow, 'createdAt'> => ({
  taskId,
  step,
  role: 'assistant',
  content: [{ type: 'text', text: `step ${step}` }],
  stopReason: 'end_turn',
  attempt: 1,
  ...over,
});

export function transcriptContract(make: MakeDatabase): void {
  describe('transcript and results', () => {
    const at = eachWithStores(make);

    it('of two attempts that both finish, one is stored and both get that one', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      for (const step of upTo(6)) {
        const [a, b] = await Promise.all([
          at.store.putMessage(said(id, step, { attempt: 1, content: ['first'] })),
          other.putMessage(said(id, step, { attempt: 2, content: ['second'] })),
        ]);
        expect(a).toEqual(b);
        expect(await at.store.message(id, step, 'assistant')).toEqual(a);
      }
    });

    it('stores content verbatim and reads it from a step on, the user before the assistant', async () => {
      const { id } = await createTask(at.store);
      const content = [
        { type: 'thinking', thinking: 'hm', signature: 'sig==' },
        { type: 'tool_use', id: 'x', name: 'bash', input: { z: 1, a: '\u0000' } },
      ];
      for (const step of [0, 1, 2]) {
        await at.store.putMessage(said(id, step, { content, stopReason: 'tool_use' }));
        await at.store.putMessage(said(id, step, { role: 'user', stopReason: undefined }));
      }
      const rows = await at.store.transcript(id, 1);
      expect(rows.map((row) => `${row.step} ${row.role}`)).toEqual(['1 user', '1 assistant', '2 user', '2 assistant']);
      expect(JSON.stringify(rows[1]?.content)).toBe(JSON.stringify(content));
      expect(rows[1]).toMatchObject({ stopReason: 'tool_use' });
      expect(rows[0]?.stopReason).toBeUndefined();
    });

    it('only an assistant message raises the last step, and never lowers it', async () => {
      const { id } = await createTask(at.store);
      const lastStep = async (): Promise<number | undefined> => (await at.store.task(id))?.lastStep;
      await at.store.putMessage(said(id, 0, { role: 'user' }));
      expect(await lastStep()).toBe(-1);
      await at.store.putMessage(said(id, 4));
      await at.store.putMessage(said(id, 2));
      expect(await lastStep()).toBe(4);
      await expect(at.store.putMessage(said('tnone', 0))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keeps the latest compaction', async () => {
      const { id } = await createTask(at.store);
      expect(await at.store.compaction(id)).toBeUndefined();
      await at.store.putCompaction(id, { uptoStep: -1, summary: '', clearedStep: 3 });
      await at.store.putCompaction(id, { uptoStep: 5, summary: 'so far', clearedStep: 5 });
      expect(await at.store.compaction(id)).toEqual({ uptoStep: 5, summary: 'so far', clearedStep: 5 });
    });

    it('a tool result is stored once, told once, and given back whoever asks', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      for (const index of upTo(5)) {
        const key = { taskId: id, step: 0, index };
        const [a, b] = await Promise.all([
          at.store.putToolResult(key, 'list_files', textResult('file', 'one'), 12),
          other.putToolResult(key, 'list_files', errorResult('file', 'two'), 34),
        ]);
        expect(a).toEqual(b);
        expect(await at.store.toolResult(key)).toEqual(a);
      }
      expect((await logOf(at.store, id)).filter((type) => type === 'tool_finished')).toHaveLength(5);
      expect([...(await at.store.toolResults(id, 0)).keys()]).toEqual(upTo(5));
      expect(await at.store.toolResult({ taskId: id, step: 1, index: 0 })).toBeUndefined();
    });

    it('the event of a result says how it went', async () => {
      const { id } = await createTask(at.store);
      await at.store.putToolResult(
        { taskId: id, step: 2, index: 1 },
        'bash',
        errorResult('command', 'exit 1\nlong', 'ran a command'),
        99,
      );
      expect((await at.store.events(id, 1, 1))[0]).toMatchObject({
        type: 'tool_finished',
        step: 2,
        index: 1,
        tool: 'bash',
        ok: false,
        text: 'ran a command',
        durationMs: 99,
      });
    });
  });
}
