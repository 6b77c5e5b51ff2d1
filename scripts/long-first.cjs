// The order of the test files: the long ones first, so that none of them is left to run alone at the end. Jest knows how long each took only on a
// machine where they ran before; a fresh one goes by this list.
const { default: Sequencer } = require('@jest/test-sequencer');

const LONG = [
  'crash-sweep/quick',
  'chaos/chaos',
  'web/home',
  'sandbox/vm/probes',
  'sandbox/vm/bash',
  'launcher/start',
  'web/outputs',
  'web/settings',
  'files/changes/crash',
  'crash-sweep/controls',
  'packaging/packed',
  'e2e/kill',
  'sandbox/vm/network',
  'engine/children',
  'bench/quick',
  'e2e/sleep',
  'sandbox/vm/egress',
  'sandbox/vm/driver',
  'e2e/twelve',
  'web/task-troubles',
  'web/questions',
  'sandbox/overlay/interpret',
  'crash-sweep/machines',
  'schedules/year',
  'web/notifications',
  'sandbox/vm/picture',
  'e2e/secrets',
  'e2e/schedules',
  'power-loss/power-loss',
  'e2e/rebuild',
  'web/task',
  'web/budget',
  'files/changes/random',
  'store/sqlite',
];

module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
    const rank = (test) => (place(test) < 0 ? LONG.length : place(test));
    // The sort is stable: the others stay as jest has them.
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
};
