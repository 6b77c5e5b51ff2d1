// A round of the story as a model would write it for bash: one command that appends, turns the circle, moves, writes and deletes.
import type { ScriptedCall } from '../../src/demo/model-server/port.ts';
import { call } from '../rig/scripts.ts';

/** Long enough to be hit in the middle, with half of it done. */
const PAUSE_SECONDS = 0.4;

export function roundAsCommand(of: { root: string; round: number; line: string; end: string }): ScriptedCall {
  const { root, round, line, end } = of;
  return call('bash', {
    command: `( set -e
cd '${root}'
sed -i '/${end.trim()}/i ${line.trim()}' notes.md
mv circle/c.txt circle/turning
mv circle/b.txt circle/c.txt
mkdir -p new sorted/${round}
printf 'new ${round}\\n' > new/${round}.md
sleep ${PAUSE_SECONDS}
mv circle/a.txt circle/b.txt
mv circle/turning circle/a.txt
mv in/${round}.txt sorted/${round}/
rm old/${round}.txt )`,
  });
}

/** What the product says of a command that was cut; the model of the story runs it once more. */
export const isCut = (said: string): boolean => said.includes('command was interrupted');
