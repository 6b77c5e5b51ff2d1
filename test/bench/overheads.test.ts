// The figures come out of the model's stopwatch as they are defined: what the model took is never counted.
import { describe, expect, it } from '@jest/globals';
import { firstStep, stepToStep, type Turn, windowsOf, workflowOverhead } from '../../bench/overheads.ts';

const turn = (step: number | undefined, arrivedMs: number, answeredMs: number): Turn => ({ step, arrivedMs, answeredMs });

describe('overheads', () => {
  const turns = [turn(0, 130, 150), turn(1, 175, 180), turn(undefined, 190, 290), turn(2, 310, 312)];

  it('time to first step ends with the first request', () => {
    expect(firstStep(turns, 100)).toBe(30);
  });

  it('step-to-step overhead begins with an answer, ends with the next request, and leaves a summary in between to the model', () => {
    expect(stepToStep(turns)).toEqual([25, 30]);
  });

  it('workflow overhead is all time from the order to the last answer but that of the model', () => {
    expect(workflowOverhead(turns, 100)).toBe(30 + 25 + 10 + 20);
  });

  it('windows are numbered from 1, and one that the task did not come to is left out', () => {
    const gaps = Array.from({ length: 1_010 }, (_, n) => n);
    expect(windowsOf(gaps).map(({ name, gaps: of }) => [name, of[0], of.length])).toEqual([
      ['1–20', 0, 20],
      ['101–120', 100, 20],
      ['1,001–1,020', 1_000, 10],
    ]);
  });
});
