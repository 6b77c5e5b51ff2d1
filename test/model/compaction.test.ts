// When a conversation is cleared or summarised, how far back, and what the summary is made from.
import { describe, expect, it } from '@jest/globals';
import { compactionAfter, planCompaction } from '../../src/model/compaction.ts';
import { estimateTokens } from '../../src/model/estimate.ts';
import { SUMMARY_HEADINGS, summaryRequest } from '../../src/model/summary-request.ts';
import { many, read, transcriptOf } from './transcripts.ts';

const CONTEXT = 200_000;
const effect = { name: 'move_files', said: `Moved files. ${'z'.repeat(30_000)}`, refetchable: false };

describe('the plan', () => {
  it('is none while there is room', () => {
    expect(
      planCompaction({ transcript: transcriptOf(many(30, read(1_000))), contextTokens: CONTEXT, inputTokensLast: 50_000 }),
    ).toEqual({ kind: 'none' });
  });

  it('clears first, all but the newest six steps', () => {
    const transcript = transcriptOf(many(20, read(18_000)));
    expect(planCompaction({ transcript, contextTokens: CONTEXT, inputTokensLast: 120_000 })).toEqual({
      kind: 'clear',
      uptoStep: 13,
    });
  });

  it('does not clear again for little', () => {
    const transcript = transcriptOf(many(20, read(18_000)));
    const compaction = { uptoStep: -1, clearedStep: 12, summary: '' };
    expect(planCompaction({ transcript, compaction, contextTokens: CONTEXT, inputTokensLast: 110_000 })).toEqual({
      kind: 'none',
    });
  });

  it('summarises when clearing would not win enough', () => {
    const transcript = transcriptOf(many(20, effect));
    const plan = planCompaction({ transcript, contextTokens: CONTEXT, inputTokensLast: 170_000 });
    expect(plan).toMatchObject({ kind: 'summarise' });
    // The kept steps fill at most 30 % of the window: five of ten thousand tokens each.
    expect(plan).toEqual({ kind: 'summarise', uptoStep: 14 });
  });

  it('estimates when the service told nothing, and right after a rewrite', () => {
    const transcript = transcriptOf(many(20, effect));
    expect(planCompaction({ transcript, contextTokens: CONTEXT })).toMatchObject({ kind: 'summarise' });
    const compaction = compactionAfter({ kind: 'summarise', uptoStep: 16 }, { transcript, summary: 'short' });
    expect(planCompaction({ transcript, compaction, contextTokens: CONTEXT, inputTokensLast: 170_000 })).toEqual({
      kind: 'none',
    });
  });

  it('is not led astray by the figure from before a rewrite', () => {
    const transcript = transcriptOf(many(20, read(100)));
    const compaction = compactionAfter({ kind: 'summarise', uptoStep: 8 }, { transcript, summary: 'short' });
    const input = { transcript, compaction, contextTokens: CONTEXT, inputTokensLast: 170_000 };
    expect(planCompaction(input)).toEqual({ kind: 'none' });
    // One step later the figure is of the new prompt and counts.
    expect(planCompaction({ ...input, transcript: transcriptOf(many(21, read(100))) })).toEqual({
      kind: 'summarise',
      uptoStep: 14,
    });
  });

  it('counts what came in since the last call', () => {
    const transcript = transcriptOf([...many(9, read(10_000)), read(300_000)]);
    expect(planCompaction({ transcript, contextTokens: CONTEXT, inputTokensLast: 70_000 }).kind).not.toBe('none');
  });

  it('works within 200,000 tokens even where a model reads a million', () => {
    const transcript = transcriptOf(many(20, effect));
    expect(planCompaction({ transcript, contextTokens: 1_000_000, inputTokensLast: 170_000 }).kind).toBe('summarise');
  });

  it('goes further when the service has refused, and gives up when nothing is left to go', () => {
    const transcript = transcriptOf(many(8, read(100)));
    expect(planCompaction({ transcript, contextTokens: CONTEXT, inputTokensLast: 10, force: true })).toEqual({
      kind: 'summarise',
      uptoStep: 4,
    });
    expect(planCompaction({ transcript: transcriptOf([]), contextTokens: CONTEXT, force: true })).toEqual({ kind: 'none' });
  });
});

describe('the request for a summary', () => {
  const ids = (text: string): string[] => [...text.matchAll(/STEP (\d+) CALL/g)].map((m) => m[1]!);
  const words = (request: ReturnType<typeof summaryRequest>): string => String(request.messages[0]?.content[0]?.['text']);

  it('has fixed headings and retells the old steps with the user’s words', () => {
    const request = summaryRequest({ model: 'claude-sonnet-5-5', transcript: transcriptOf(many(6, read(50))), uptoStep: 3 });
    for (const heading of SUMMARY_HEADINGS) expect(String(request.system[0]?.['text'])).toContain(`## ${heading}`);
    expect(ids(words(request))).toEqual(['0', '1', '2', '3']);
    expect(words(request)).toContain('USER: Sort my receipts by month.');
    expect(request.tools).toEqual([]);
  });

  it('takes the earlier summary for what it replaced', () => {
    const transcript = transcriptOf(many(10, read(50)));
    const compaction = compactionAfter({ kind: 'summarise', uptoStep: 3 }, { transcript, summary: 'What was before.' });
    const text = words(summaryRequest({ model: 'claude-sonnet-5-5', transcript, compaction, uptoStep: 7 }));
    expect(text).toContain('What was before.');
    expect(ids(text)).toEqual(['4', '5', '6', '7']);
  });

  it('fits, however long the conversation was', () => {
    const transcript = transcriptOf(
      many(60, { said: 'w'.repeat(100_000), name: 'write_file', input: { path: '/a', content: 'c'.repeat(100_000) } }),
    );
    const request = summaryRequest({ model: 'my-own-model', transcript, uptoStep: 55 });
    expect(estimateTokens(request)).toBeLessThan(150_000);
  });
});

describe('the estimate', () => {
  it('counts images by their number and no signatures', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000_000) } };
    expect(estimateTokens([image])).toBeLessThan(2_000);
    expect(estimateTokens([{ type: 'thinking', thinking: '', signature: 'A'.repeat(10_000) }])).toBeLessThan(50);
  });
});
