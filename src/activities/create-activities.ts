// The activities that workers register: each framed by `attempt`, keyed so that a second attempt joins the first.
import { applyChanges } from './apply-changes.ts';
import { attempt } from './attempt.ts';
import { beginRun } from './begin-run.ts';
import { callModel } from './call-model.ts';
import type { ActivityDeps } from './deps.ts';
import type { AgentActivities, DesktopActivities, ThreadOutcome } from './interface.ts';
import { runTool } from './run-tool.ts';
import { tendRun } from './tend-run.ts';
import { answerThread } from './thread/answer-thread.ts';
import { waitThread } from './thread/thread-trouble.ts';

export function createAgentActivities(deps: ActivityDeps): AgentActivities {
  return {
    beginRun: (run) => attempt(deps, { ...run, key: 'begin' }, () => beginRun(deps, run)),
    tendRun: (run) => tendRun(deps, run),
    answerThread: ({ threadId }) =>
      attempt(
        deps,
        { taskId: threadId, runId: 'thread', key: 'answer' },
        (a) => answerThread(deps, threadId, a),
        async (text) => {
          const thread = await deps.store.thread(threadId);
          return thread ? waitThread(deps, thread, { kind: 'user', text }) : { kind: 'idle' as const };
        },
      ) as Promise<ThreadOutcome>,
    callModel: (input) => attempt(deps, { ...input, key: `model/${input.step}` }, (a) => callModel(deps, input, a)),
  };
}

export function createDesktopActivities(deps: ActivityDeps): DesktopActivities {
  return {
    runTool: (input) => attempt(deps, { ...input, key: `tool/${input.step}/${input.index}` }, (a) => runTool(deps, input, a)),
    applyChanges: (input) =>
      attempt(deps, { ...input, key: `changes/${input.step}/${input.indexes.join('+')}` }, (a) => applyChanges(deps, input, a)),
  };
}
