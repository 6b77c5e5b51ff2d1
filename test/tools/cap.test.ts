// An oversized result is quoted in part, kept whole in a file, and says so.
import { describe, expect, it } from '@jest/globals';
import type { ToolResult } from '../../src/contract/tool-result.ts';
import { textResult } from '../../src/contract/tool-result.ts';
import { RESULT_CHARS, capResult } from '../../src/tools/cap.ts';

const textOf = (result: ToolResult): string => result.blocks.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
const spiller = () => {
  const kept: string[] = [];
  return { kept, spill: (text: string) => (kept.push(text), Promise.resolve('/scratch/spill/0-1.txt')) };
};

describe('capResult', () => {
  it('leaves a result alone up to the limit', async () => {
    const { kept, spill } = spiller();
    const result = textResult('file', 'x'.repeat(RESULT_CHARS));
    expect(await capResult(result, spill)).toBe(result);
    expect(kept).toEqual([]);
  });

  it('quotes head and tail, says how much is missing, and keeps it whole', async () => {
    const { kept, spill } = spiller();
    const whole = Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\n');
    const capped = await capResult(textResult('file', whole, { summary: 'Read x', refetchable: true }), spill);
    const text = textOf(capped);
    expect(kept).toEqual([whole]);
    expect(capped).toMatchObject({ origin: 'file', isError: false, summary: 'Read x', refetchable: true });
    expect(text.length).toBeLessThan(RESULT_CHARS + 500);
    expect(text).toContain('/scratch/spill/0-1.txt');
    const [, cut, all] = /cut: ([\d,]+) of ([\d,]+) characters/.exec(text) ?? [];
    expect(all).toBe(whole.length.toLocaleString('en-US'));
    const [head, tail] = text.split(/\n\n\[cut: [^\]]*\]\n\n/);
    expect(whole.startsWith(head!) && whole.endsWith(tail!)).toBe(true);
    expect(head!.length + tail!.length + Number(cut!.replaceAll(',', ''))).toBe(whole.length);
    expect(head!.endsWith('\n') && tail!.startsWith('line ')).toBe(true);
  });

  it('never parts a character, at any length', async () => {
    for (let limit = 10; limit < 60; limit += 1) {
      const text = textOf(await capResult(textResult('file', '😀'.repeat(100)), spiller().spill, limit));
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('keeps pictures', async () => {
    const image = { type: 'image', mediaType: 'image/png', data: 'AAAA' } as const;
    const result: ToolResult = {
      ...textResult('file', 'x'.repeat(500)),
      blocks: [{ type: 'text', text: 'x'.repeat(500) }, image],
    };
    expect((await capResult(result, spiller().spill, 100)).blocks[1]).toEqual(image);
  });
});
