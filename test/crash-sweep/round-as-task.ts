// A round of the story that the model leaves to a task of its own.
import type { Script } from '../../src/demo/model-server/port.ts';
import { call, inSteps } from '../rig/scripts.ts';
import type { Story } from './story.ts';

const ROUND = /round <(\d+)>/;

export const roundAsTask = (script: string, round: number) =>
  call('spawn_tasks', { tasks: [{ title: `Round ${round}`, prompt: `Do round <${round}>. [[script:${script}]]` }] });

/** What that task does: the round's calls, once. */
export const taskOfRound = (story: Story): Script =>
  inSteps((request) => ({ toolCalls: [...story.calls(Number(ROUND.exec(JSON.stringify(request.messages[0]))![1]))] }), {
    text: 'The round is done.',
  });
