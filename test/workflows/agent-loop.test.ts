// The loop alone, over arrays: order of calls, grouping of questions, holds, and every way to stop.
import { describe, expect, it } from '@jest/globals';
import type { BeginOutcome, CallOutcome, CallRef, ModelOutcome, SettleOutcome } from '../../src/activities/interface.ts';
import { agentLoop, type LoopPorts } from '../../src/workflows/agent-loop.ts';

const read = (index: number): CallRef => ({ index, tool: 'list_files', effect: 'quick_read' });
const change = (index: number): CallRef => ({ index, tool: 'write_file', effect: 'change' });
const command = (index: number): CallRef => ({ index, tool: 'bash', effect: 'command' });
const ask = (index: number): CallRef => ({ index, tool: 'ask_user', effect: 'ask' });
const ENDED = { kind: 'ended', why: 'completed' } as const;

interface Script {
  begin?: BeginOutcome[];
  turns: ModelOutcome[];
  calls?: Record<number, CallOutcome[]>;
  settles?: SettleOutcome[];
  tooLongAfter?: number;
}

function play(script: Script) {
  const trace: string[] = [];
  let steps = 0;
  const next = <T>(list: T[] | undefined, otherwise: T): T => list?.shift() ?? otherwise;
  const ports: LoopPorts = {
    begin: async () => {
      trace.push('begin');
      return next<BeginOutcome>(script.begin, { kind: 'go', step: 0, desktopQueue: 'd', localReads: true });
    },
    callModel: async (step) => {
      trace.push(`model ${step}`);
      steps += 1;
      return next<ModelOutcome>(script.turns, ENDED);
    },
    runTool: async (_step, call) => {
      trace.push(`run ${call.index}`);
      await Promise.resolve();
      const outcome = next<CallOutcome>(script.calls?.[call.index], { kind: 'done' });
      trace.push(`ran ${call.index}`);
      return outcome;
    },
    startTasks: async (ids) => void trace.push(`start ${ids.join('+')}`),
    applyChanges: async (_step, indexes) => {
      trace.push(`apply ${indexes.join('+')}`);
      return next<SettleOutcome>(script.settles, { kind: 'done' });
    },
    nudges: () => 0,
    nudgedSince: async (_mark, round, waitMs) => void trace.push(`wait ${round}${waitMs === undefined ? '' : ` for ${waitMs}`}`),
    tooLong: () => script.tooLongAfter !== undefined && steps >= script.tooLongAfter,
    show: () => undefined,
  };
  return { end: agentLoop(ports), trace };
}

const run = async (script: Script) => {
  const played = play(script);
  return { end: await played.end, trace: played.trace };
};

describe('the agent loop', () => {
  it('goes from step to step until the turn ends', async () => {
    const { end, trace } = await run({ turns: [{ kind: 'calls', calls: [read(0)] }, { kind: 'next' }, ENDED] });
    expect(end).toEqual(ENDED);
    expect(trace).toEqual(['begin', 'model 0', 'run 0', 'ran 0', 'model 1', 'model 2']);
  });

  it('runs reads side by side and changes one after the other, in the model’s order', async () => {
    const { trace } = await run({ turns: [{ kind: 'calls', calls: [read(0), read(1), change(2), change(3), read(4)] }, ENDED] });
    expect(trace.slice(2, -1)).toEqual([
      ...['run 0', 'run 1', 'ran 0', 'ran 1'],
      ...['run 2', 'ran 2', 'run 3', 'ran 3'],
      ...['run 4', 'ran 4'],
    ]);
  });

  it('asks adjacent change sets as one question, before anything that comes after them', async () => {
    const { trace } = await run({
      turns: [{ kind: 'calls', calls: [change(0), change(1), read(2), change(3)] }, ENDED],
      calls: { 0: [{ kind: 'asks' }], 1: [{ kind: 'asks' }], 3: [{ kind: 'asks' }] },
    });
    expect(trace.filter((t) => !t.startsWith('ran'))).toEqual([
      ...['begin', 'model 0', 'run 0', 'run 1', 'apply 0+1', 'run 2', 'run 3', 'apply 3', 'model 1'],
    ]);
  });

  it('settles every change before a command begins, also that of another command', async () => {
    const { trace } = await run({
      turns: [{ kind: 'calls', calls: [change(0), command(1), command(2), change(3)] }, ENDED],
      calls: { 0: [{ kind: 'asks' }], 1: [{ kind: 'asks' }], 2: [{ kind: 'asks' }], 3: [{ kind: 'asks' }] },
    });
    expect(trace.slice(2, -1)).toEqual([
      ...['run 0', 'ran 0', 'apply 0', 'run 1', 'ran 1', 'apply 1', 'run 2', 'ran 2'],
      ...['run 3', 'ran 3', 'apply 2+3'],
    ]);
  });

  it('settles what is proposed before it runs a call that overlaps it again', async () => {
    const { trace } = await run({
      turns: [{ kind: 'calls', calls: [change(0), change(1)] }, ENDED],
      calls: { 0: [{ kind: 'asks' }], 1: [{ kind: 'overlaps' }, { kind: 'asks' }] },
    });
    expect(trace.filter((t) => !t.startsWith('ran'))).toEqual([
      ...['begin', 'model 0', 'run 0', 'run 1', 'apply 0', 'run 1', 'apply 1', 'model 1'],
    ]);
  });

  it('waits for a nudge while held, and asks the same call again', async () => {
    const held = { kind: 'held', text: 'paused' } as const;
    const { trace } = await run({
      begin: [held, { kind: 'go', step: 4, desktopQueue: 'd', localReads: true }],
      turns: [{ ...held, waitMs: 77 }, { kind: 'calls', calls: [ask(0)] }, ENDED],
      calls: { 0: [held, held, { kind: 'done' }] },
    });
    expect(trace.filter((t) => !t.startsWith('ran'))).toEqual([
      ...['begin', 'wait 0', 'begin', 'model 4', 'wait 0 for 77', 'model 4'],
      ...['run 0', 'wait 0', 'run 0', 'wait 1', 'run 0', 'model 5'],
    ]);
  });

  it('stops wherever the task has ended, after the siblings are done', async () => {
    const cancelled = { kind: 'ended', why: 'cancelled' } as const;
    const { end, trace } = await run({
      turns: [{ kind: 'calls', calls: [read(0), read(1), change(2)] }],
      calls: { 0: [cancelled] },
    });
    expect(end).toEqual(cancelled);
    expect(trace).toEqual(['begin', 'model 0', 'run 0', 'run 1', 'ran 0', 'ran 1']);
  });

  it('follows the store when that is at another step', async () => {
    const { trace } = await run({ turns: [{ kind: 'resync', step: 7 }, { kind: 'next' }, ENDED] });
    expect(trace).toEqual(['begin', 'model 0', 'model 7', 'model 8']);
  });

  it('goes on with a new step before it continues as new again, however much history the one before makes', async () => {
    const { end, trace } = await run({
      begin: [{ kind: 'go', step: 4, again: true, desktopQueue: 'd', localReads: true }],
      turns: [{ kind: 'calls', calls: [change(0)] }, { kind: 'next' }],
      tooLongAfter: 1,
    });
    expect(end).toEqual({ kind: 'continue' });
    expect(trace).toEqual(['begin', 'model 4', 'run 0', 'ran 0', 'model 5']);
  });

  it('continues as new between steps, and while it waits', async () => {
    expect((await run({ turns: [{ kind: 'next' }], tooLongAfter: 1 })).end).toEqual({ kind: 'continue' });
    const waiting = await run({ turns: [{ kind: 'held', text: 'x' }], tooLongAfter: 1 });
    expect(waiting.end).toEqual({ kind: 'continue' });
    expect(waiting.trace.at(-1)).toBe('wait 0');
  });
});
