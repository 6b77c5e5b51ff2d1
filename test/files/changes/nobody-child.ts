// Runs as an unprivileged user on argv[2] and prints what came of it: permissions mean nothing to root.
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import type { DraftOp } from '../../../src/files/port.ts';
import { openDesk, treeOf } from './desk.ts';

let at: ((point: string) => void) | undefined;
const desk = await openDesk({ base: process.argv[2]!, faults: (point) => at?.(point) });
for (const folder of ['open', 'closed']) mkdirSync(desk.at(folder));
for (const name of ['a', 'b', 'closed/c', 'open/e']) writeFileSync(desk.at(name), name);
chmodSync(desk.at('closed'), 0o555);
const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace: false });

const attempt = async (...draft: DraftOp[]) => {
  const before = JSON.stringify(treeOf(desk.folder));
  const outcome = await desk.apply(await desk.freeze(...draft));
  const same = JSON.stringify(treeOf(desk.folder)) === before;
  return outcome.kind === 'failed' ? { kind: outcome.kind, code: outcome.code, same } : { kind: outcome.kind };
};

const moved = await attempt(move('a', 'open/a'), move('b', 'closed/b'));
const replaced = await attempt(move('a', 'open/a'), { op: 'write', path: d('closed/c'), content: 'other' });
const before = JSON.stringify(treeOf(desk.folder));
const foreign = await attempt(move('open/e', 'open/f'), { op: 'delete', path: d('a') });
await desk.undo();
const foreignUndone = JSON.stringify(treeOf(desk.folder)) === before;
chmodSync(desk.at('open'), 0o000);
const unreadable = await desk.freeze(move('open/e', 'x')).then(
  () => 'frozen',
  (error: { code: string }) => error.code,
);
chmodSync(desk.at('open'), 0o755);
chmodSync(desk.at('closed'), 0o755);

// The folder that a file came from takes no names any more when the set has to go back: stuck until it does.
const whole = JSON.stringify(treeOf(desk.folder));
at = (point) => {
  if (point !== 'op:1') return;
  chmodSync(desk.at('closed'), 0o555);
  throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
};
const outcome = await desk.apply(await desk.freeze(move('closed/c', 'open/c'), move('b', 'open/b')));
at = undefined;
const [still] = (await desk.undo()).results;
chmodSync(desk.at('closed'), 0o755);
const [mended] = (await desk.undo()).results;
const stuck = {
  code: outcome.kind === 'failed' ? outcome.code : outcome.kind,
  still: [still?.state, still?.conflicts],
  mended: mended?.state,
  same: JSON.stringify(treeOf(desk.folder)) === whole,
};

// A folder is opened before anything goes into it, and one is closed after everything went in; also on the way back.
chmodSync(desk.at('closed'), 0o555);
const asItWas = JSON.stringify(treeOf(desk.folder));
const opening = await desk.freeze(
  { op: 'attributes', path: d('closed'), mode: 0o755 },
  { op: 'attributes', path: d('open'), mode: 0o555 },
  { op: 'attributes', path: d('closed/c'), mode: 0o000, mtimeNs: '1234567890123456789' },
  move('a', 'closed/a'),
  move('b', 'open/b'),
);
const opened = (await desk.apply(opening)).kind;
const shut = ['closed', 'open'].map((path) => (statSync(desk.at(path)).mode & 0o777).toString(8));
const [reopened] = (await desk.undo()).results;
const openedUndone = JSON.stringify(treeOf(desk.folder)) === asItWas;
const closing = await desk.freeze(
  { op: 'attributes', path: d('open'), mode: 0o600 },
  { op: 'attributes', path: d('open/e'), mode: 0o600 },
);
const closed = (await desk.apply(closing)).kind;
const attributes = { closed, opened, shut, undone: [reopened?.state, openedUndone] };
console.log(JSON.stringify({ uid: process.getuid!(), moved, replaced, foreign, foreignUndone, unreadable, stuck, attributes }));
await desk.close();
