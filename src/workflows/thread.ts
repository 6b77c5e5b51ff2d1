// A thread while something is to be answered: call after call, until nothing is. Then this ends and takes no memory; the next message starts it again.
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentActivities } from '../activities/interface.ts';
import { NUDGE } from '../contract/ids.ts';
import { MODEL_CALL } from './timeouts.ts';

export interface ThreadInput {
  readonly threadId: string;
}

const nudge = defineSignal(NUDGE);

/** Workflow `thread`, id `thread-<id>`. What was said and what is answered is in the store. */
export async function thread(input: ThreadInput): Promise<void> {
  let nudges = 0;
  setHandler(nudge, () => {
    nudges += 1;
  });
  const { answerThread } = proxyActivities<AgentActivities>(MODEL_CALL);
  for (;;) {
    const mark = nudges;
    const outcome = await answerThread(input);
    // A message that came while it looked is looked at; one that comes now keeps this from ending, which Temporal sees to.
    if (outcome.kind === 'idle' && nudges === mark) return;
    if (outcome.kind === 'waiting') {
      setCurrentDetails(outcome.text);
      await condition(() => nudges !== mark, outcome.waitMs);
    }
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof thread>(input);
  }
}
