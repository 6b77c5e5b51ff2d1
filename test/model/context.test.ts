// The request of a step: byte-identical prefix, breakpoints, and what clearing and summaries leave.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startModelServer } from '../../src/demo/model-server/model-server.ts';
import type { ModelServer } from '../../src/demo/model-server/model-server.ts';
import { stepOf } from '../../src/demo/model-server/inspect.ts';
import { compactionAfter, lastStepOf } from '../../src/model/compaction.ts';
import { buildRequest } from '../../src/model/context.ts';
import { createLimiter } from '../../src/model/limiter.ts';
import { createModel } from '../../src/model/model.ts';
import { noteBlocks } from '../../src/model/notes.ts';
import type { Block, CompactionState, ModelReply, ModelRequest, TranscriptMessage } from '../../src/model/port.ts';
import { toolResultBlock } from '../../src/model/tool-result-block.ts';
import { textResult } from '../../src/contract/tool-result.ts';
import { TOOLS, facts, many, read, transcriptOf } from './transcripts.ts';

const MODEL = 'claude-sonnet-5-5';
const build = (transcript: readonly TranscriptMessage[], compaction?: CompactionState): ModelRequest =>
  buildRequest({ model: MODEL, tools: TOOLS, facts, transcript, compaction });

/** Tools, system and blocks in order, without cache marks: what the service's prefix is. */
const serialised = (request: ModelRequest): string[] =>
  [...request.tools, ...request.system, ...request.messages.flatMap((m) => m.content.map((b) => [m.role, b]))].map((part) =>
    JSON.stringify(part, (key, value: unknown) => (key === 'cache_control' ? undefined : value)),
  );
const marks = (request: ModelRequest): Block[] =>
  [...request.system, ...request.messages.flatMap((m) => m.content)].filter((b) => b['cache_control'] !== undefined);
const blocksOf = (request: ModelRequest): Block[] => request.messages.flatMap((m) => [...m.content]);

describe('the prefix of a request', () => {
  it('is the whole request before, for 40 steps', () => {
    const whole = transcriptOf(many(40, read(200)));
    let before: string[] = [];
    for (let step = 0; step <= 40; step += 1) {
      const request = build(whole.slice(0, 1 + step * 2));
      const now = serialised(request);
      expect(now.slice(0, before.length)).toEqual(before);
      expect(now.length).toBeGreaterThan(before.length);
      before = now;
    }
  });

  it('has tools by name, whatever their order', () => {
    const transcript = transcriptOf([]);
    const other = buildRequest({ model: MODEL, tools: [...TOOLS].reverse(), facts, transcript });
    expect(other).toEqual(build(transcript));
    expect(other.tools.map((t) => t.name)).toEqual(['ask_user', 'move_files', 'read_file', 'update_plan']);
  });

  it('has at most four breakpoints: an hour on the system prompt where people are asked, the others on the newest user messages', () => {
    const request = build(transcriptOf(many(10, read(10))));
    expect(marks(request)).toHaveLength(4);
    expect(marks(request)[0]?.['cache_control']).toEqual({ type: 'ephemeral', ttl: '1h' });
    expect(request.messages.at(-1)?.content.at(-1)).toHaveProperty('cache_control');
    const acting = buildRequest({ model: MODEL, tools: TOOLS, facts: { mode: 'act' }, transcript: transcriptOf([]) });
    expect(acting.system[0]?.['cache_control']).toEqual({ type: 'ephemeral' });
  });

  it('does not change the stored rows', () => {
    const rows = transcriptOf(many(3, read(10)));
    const copy = structuredClone(rows);
    build(rows, { uptoStep: 0, clearedStep: 1, summary: 's' });
    expect(rows).toEqual(copy);
  });
});

describe('clearing', () => {
  const steps = [read(500), { name: 'move_files', said: 'Moved 3 files.', refetchable: false }, read(500), read(500)];

  it('leaves calls, one line of old results, effects and newer results', () => {
    const request = build(transcriptOf(steps), { uptoStep: -1, clearedStep: 2, summary: '' });
    const results = blocksOf(request)
      .filter((b) => b.type === 'tool_result')
      .map((b) => JSON.stringify(b['content']));
    expect(results.map((r) => r.includes('[cleared'))).toEqual([true, false, true, false]);
    expect(results[1]).toContain('Moved 3 files.');
    expect(blocksOf(request).filter((b) => b.type === 'tool_use')).toHaveLength(4);
  });
});

describe('a summary', () => {
  const steps = [
    read(500),
    {
      name: 'ask_user',
      input: { question: 'By month or by shop?' },
      said: 'By month, please',
      origin: 'user' as const,
      refetchable: false,
      words: 'And hurry.',
    },
    {
      name: 'update_plan',
      input: {
        steps: [
          { title: 'Look', status: 'done' },
          { title: 'Move', status: 'active' },
        ],
      },
      said: 'Plan kept.',
      origin: 'task' as const,
      refetchable: false,
    },
    {
      name: 'move_files',
      input: { moves: [{}, {}] },
      said: 'The user refused: keep 2019 where it is',
      origin: 'task' as const,
      refetchable: false,
      isError: true,
    },
    { name: 'move_files', input: { moves: [{}] }, said: 'Moved 1 file.', origin: 'task' as const, refetchable: false },
    read(10),
    read(10),
  ];
  const rows = transcriptOf(steps);
  const request = build(rows, { uptoStep: 4, clearedStep: -1, summary: 'Receipts of 2026 are in /folders/Receipts/2026.' });
  const first = request.messages[0]!.content.map((b) => String(b['text']));

  it('stands for the old steps, whole steps only: no call without result, no result without call', () => {
    expect(request.messages.map((m) => m.role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    const uses = blocksOf(request)
      .filter((b) => b.type === 'tool_use')
      .map((b) => b['id']);
    const results = blocksOf(request)
      .filter((b) => b.type === 'tool_result')
      .map((b) => b['tool_use_id']);
    expect(uses).toEqual(['toolu_n5', 'toolu_n6']);
    expect(results).toEqual(uses);
  });

  it('keeps the user’s words and answers, refusals, effects, plan and folders word for word', () => {
    expect(first).toContain(facts.prompt);
    expect(first).toContain('And hurry.');
    const all = first.join('\n');
    expect(all).toContain('- ask_user By month or by shop?: By month, please');
    expect(all).toContain('- move_files (2 moves) (did not happen): The user refused: keep 2019 where it is');
    expect(all).toContain('- move_files (1 moves): Moved 1 file.');
    expect(all).toContain('- [active] Move');
    expect(all).toContain('/folders/Receipts (write)');
    expect(all).toContain('Receipts of 2026 are in');
    expect(all).not.toContain('xxxxx');
  });

  it('of thousands of effects counts the older ones, and still keeps what the user refused and answered', () => {
    const effects = many(5_000, {
      name: 'write_file',
      input: { path: '/folders/Receipts/list.csv' },
      said: 'Wrote it.',
      refetchable: false,
    });
    const long = transcriptOf([...steps, ...effects]);
    const uptoStep = long.at(-1)!.step - 1;
    const text = build(long, { uptoStep, clearedStep: -1, summary: 's' })
      .messages[0]!.content.map((b) => String(b['text']))
      .join('\n');
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/^- write_file: 4\d\d\d calls before those listed here; what they left is in the folders$/m);
    expect(text).toContain('The user refused: keep 2019 where it is');
    expect(text).toContain('- ask_user By month or by shop?: By month, please');
  });

  it('is followed by the same bytes from step to step', () => {
    const longer = transcriptOf([...steps, read(10)]);
    const state = { uptoStep: 4, clearedStep: -1, summary: 'Receipts of 2026 are in /folders/Receipts/2026.' };
    const before = serialised(build(rows, state));
    expect(serialised(build(longer, state)).slice(0, before.length)).toEqual(before);
  });
});

describe('against the strict server', () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer({
      scripts: {
        default: (request) => ({
          thinking: `Thought ${stepOf(request)}.`,
          toolCalls: [
            { name: 'read_file', input: { path: `/folders/Receipts/${stepOf(request)}` } },
            { name: 'read_file', input: {} },
          ],
        }),
      },
    });
  });
  afterAll(() => server.close());
  afterEach(() => expect(server.refusals()).toEqual([]));

  it('a long task is never refused and reads its prefix from the cache, through clearing and summaries', async () => {
    const model = createModel({ apiKey: () => 'sk-test', baseUrl: server.url, limiter: createLimiter() });
    const rows: TranscriptMessage[] = [...transcriptOf([])];
    let compaction: CompactionState | undefined;
    let before: ModelReply | undefined;
    for (let step = 0; step < 36; step += 1) {
      if (step === 12) compaction = compactionAfter({ kind: 'clear', uptoStep: 6 }, { transcript: rows, compaction });
      if (step === 20)
        compaction = compactionAfter(
          { kind: 'summarise', uptoStep: 15 },
          { transcript: rows, compaction, summary: 'All fine so far.' },
        );
      if (step === 30)
        compaction = compactionAfter(
          { kind: 'summarise', uptoStep: 27 },
          { transcript: rows, compaction, summary: 'Still fine.' },
        );
      const reply = await model.call(build(rows, compaction), {
        signal: new AbortController().signal,
        onText: () => undefined,
        onUsage: () => undefined,
        priority: 3,
        interactive: false,
      });
      const { cacheReadTokens, inputTokens, cacheWriteTokens } = reply.usage;
      const rewritten = [0, 12, 20, 30].includes(step);
      // Everything that the request before had is read; right after a rewrite, tools and system prompt are.
      if (before && !rewritten) expect(cacheReadTokens).toBe(before.usage.cacheReadTokens + before.usage.cacheWriteTokens);
      if (step > 0) expect(cacheReadTokens).toBeGreaterThan(1_024);
      expect(inputTokens).toBe(0);
      expect(cacheWriteTokens).toBeGreaterThan(0);
      before = reply;
      rows.push({ step, role: 'assistant', content: reply.content });
      const results = reply.toolUses.map((use) =>
        toolResultBlock(use.id, textResult('file', `seen ${step} ${'y'.repeat(300)}`, { refetchable: true })),
      );
      rows.push({
        step: step + 1,
        role: 'user',
        content: [...results, ...noteBlocks({ ...facts, plan: [{ title: `Item ${step}`, status: 'active' }] }, undefined).blocks],
      });
    }
    expect(lastStepOf(rows)).toBe(35);
    // Thinking of the steps since the last rewrite is sent, older is not.
    const sent = blocksOf(build(rows, compaction)).filter((b) => b.type === 'thinking');
    expect(sent).toHaveLength(6);
  });

  it('would notice thinking that was made over other words', async () => {
    const model = createModel({ apiKey: () => 'sk-test', baseUrl: server.url, limiter: createLimiter() });
    const ask = (request: ModelRequest): Promise<ModelReply> =>
      model.call(request, {
        signal: new AbortController().signal,
        onText: () => undefined,
        onUsage: () => undefined,
        priority: 3,
        interactive: false,
      });
    const rows: TranscriptMessage[] = [...transcriptOf([])];
    for (let step = 0; step < 3; step += 1) {
      const reply = await ask(build(rows));
      rows.push({ step, role: 'assistant', content: reply.content });
      rows.push({
        step: step + 1,
        role: 'user',
        content: reply.toolUses.map((use) =>
          toolResultBlock(use.id, textResult('file', `seen ${'y'.repeat(300)}`, { refetchable: true })),
        ),
      });
    }
    const careless = build(rows, { uptoStep: -1, clearedStep: 1, summary: JSON.stringify({ text: '', atStep: 0 }) });
    const key = { authorization: 'Bearer sk-test', 'anthropic-version': '2026-10-21' };
    const body = { model: MODEL, max_tokens: 100, system: careless.system, tools: careless.tools, messages: careless.messages };
    const answer = await fetch(`${server.url}/v1/messages`, { method: 'POST', headers: key, body: JSON.stringify(body) });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('bound to a different conversation');
    (server.refusals() as unknown[]).length = 0;
  });
});
