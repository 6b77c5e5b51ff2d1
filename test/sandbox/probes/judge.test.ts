// A probe counts only when it held for the reason that it names, and its control went through.
import { expect, it } from '@jest/globals';
import { judge, type Probe, type Tried } from './probe.ts';
import { createRig } from './rig.ts';

const rig = createRig({ isLong: false });
const probe = (attempt: () => Promise<Tried>, control: () => Promise<Tried>): Probe => ({
  ...{ id: 'x', group: 'files', what: 'x', expected: /refused/, without: 'x', needs: 'host', attempt, control },
});
const ends =
  (through: boolean, said: string): (() => Promise<Tried>) =>
  async () => ({ through, said });
const breaks = async (): Promise<Tried> => {
  throw new Error('refused');
};

it.each<[string, Probe, boolean, boolean]>([
  ['refused, control through', probe(ends(false, 'refused'), ends(true, '')), true, true],
  ['got through', probe(ends(true, 'refused'), ends(true, '')), false, true],
  ['failed for another reason', probe(ends(false, 'command not found'), ends(true, '')), false, true],
  ['broke', probe(breaks, ends(true, '')), false, true],
  ['control refused too', probe(ends(false, 'refused'), ends(false, 'refused')), true, false],
  ['control broke', probe(ends(false, 'refused'), breaks), true, false],
])('%s', async (_, one, held, controlWentThrough) => {
  expect(await judge(one, rig)).toMatchObject({ held, controlWentThrough });
});
