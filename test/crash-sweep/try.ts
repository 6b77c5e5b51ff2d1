import { openInstance } from './instance.ts';
import { recordAll } from './recording.ts';
import { spotText } from './case.ts';
import { CRASH_POINTS } from '../../src/contract/crash-points.ts';
const t0 = performance.now();
const instance = await openInstance();
console.log('open', performance.now() - t0);
try {
  const r = await recordAll(instance, true);
  const by = Map.groupBy(r.templates, (t) => t.workload + (t.first ? ' after ' + spotText(t.first.at) : ''));
  for (const [w, ts] of by) console.log(w, ts.length, ts.map((t) => spotText(t.at)).join(' '));
  const seen = new Set(r.templates.map((t) => t.at.point));
  console.log(
    'never',
    CRASH_POINTS.filter((p) => !seen.has(p)),
    r.roundMs,
  );
  console.log('recorded', performance.now() - t0);
  await instance.close();
} finally {
  await instance.remove();
}
