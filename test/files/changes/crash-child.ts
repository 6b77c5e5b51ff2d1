// A process that works on a desk and may be told to die at a named point: argv[2] is JSON.
import { openDesk, TASK } from './desk.ts';
import { commandDraft } from './command-draft.ts';
import { MESSY_DRAFT } from './messy-draft.ts';

interface Orders {
  base: string;
  draft: 'tools' | 'command';
  action: 'apply' | 'recover' | 'undo' | 'redo';
  /** SIGKILL when this point is passed for the nth time (from 1). */
  kill?: { point: string; nth?: number };
  /** The disk fails at this point, once. */
  fail?: { point: string; code: string };
  requestId?: string;
}

const orders = JSON.parse(process.argv[2]!) as Orders;
let passed = 0;
let failed = false;
const points: string[] = [];
const desk = await openDesk({
  base: orders.base,
  faults(point) {
    points.push(point);
    if (orders.kill?.point === point && ++passed === (orders.kill.nth ?? 1)) process.kill(process.pid, 'SIGKILL');
    if (orders.fail?.point === point && !failed) {
      failed = true;
      throw Object.assign(new Error(`${orders.fail.code}: made up`), { code: orders.fail.code, syscall: 'rename' });
    }
  },
});
await desk.sets.recover();
if (orders.action === 'apply') {
  const frozen = await desk.sets.freeze(
    desk.key(1),
    'test_tool',
    orders.draft === 'tools' ? MESSY_DRAFT : commandDraft(orders.base),
  );
  if (frozen.kind === 'frozen') await desk.apply(frozen.set);
} else if (orders.action === 'undo' || orders.action === 'redo') {
  await desk.sets.undo({ requestId: orders.requestId ?? 'r', taskId: TASK, force: false, redo: orders.action === 'redo' });
}
console.log(JSON.stringify(points));
await desk.close();
