// Runs as an unprivileged user on argv[2] and prints what came of it: permissions mean nothing to root.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { DraftOp } from '../../../src/files/port.ts';
import { openDesk, treeOf } from './desk.ts';

const desk = await openDesk({ base: process.argv[2]! });
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
console.log(JSON.stringify({ uid: process.getuid!(), moved, replaced, foreign, foreignUndone, unreadable }));
await desk.close();
