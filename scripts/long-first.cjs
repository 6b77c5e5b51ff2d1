// The order of the test files: the long ones first, so that none of them is left to run alone at the end. Jest knows how long each took only on a
// machine where they ran before; a fresh one goes by this list.
const { default: Sequencer } = require('@jest/test-sequencer');

const LONG = [
  'sandbox/vm/probes',
  'files/changes/crash',
  'e2e/kill',
  'crash-sweep/quick',
  'sandbox/vm/bash',
  'launcher/start',
  'bench/quick',
  'sandbox/vm/egress',
  'files/changes/random',
  'sandbox/vm/network',
  'sandbox/vm/driver',
  'sandbox/vm/picture',
  'packaging/packed',
  'engine/children',
  'schedules/year',
  'e2e/sleep',
  'chaos/chaos',
  'crash-sweep/machines',
  'crash-sweep/controls',
];

module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
    const rank = (test) => (place(test) < 0 ? LONG.length : place(test));
    // The sort is stable: the others stay as jest has them.
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
};
