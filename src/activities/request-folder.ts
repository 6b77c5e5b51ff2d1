// `request_folder`: a folder that the agent wants is asked in every mode; the user may pick another one.
import { ASKING_RULES } from '../contract/asking.ts';
import { newId } from '../contract/ids.ts';
import { errorResult, textResult, type ToolResult } from '../contract/tool-result.ts';
import type { Approval } from '../contract/changes.ts';
import type { ToolOutcome } from '../tools/tool.ts';
import { errorToResult } from '../tools/errors.ts';
import { argumentsHash } from './arguments-hash.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, held } from './gate.ts';
import type { CallOutcome, RunRef } from './interface.ts';
import type { ToolCall } from './tool-call.ts';

type Wish = Extract<ToolOutcome, { kind: 'folder' }>;

export async function requestFolder(
  deps: ActivityDeps,
  ask: { run: RunRef; call: ToolCall; wish: Wish; startedAt: number },
): Promise<CallOutcome> {
  const { call, run, wish } = ask;
  const { taskId, step, index } = call.key;
  const approval = await deps.store.putApproval(`${taskId}/${step}/${index}`, folderApproval(deps, call, wish));
  switch (approval.status) {
    case 'allowed':
      return finishCall(deps, call, { result: await grantFolder(deps, taskId, wish, approval) });
    case 'denied':
      return finishCall(deps, call, { result: denied(approval) });
    case 'superseded':
    case 'pending': {
      const passed = await gate(deps, run, true);
      if (passed.kind !== 'go') return passed;
      return held(
        deps,
        run,
        {
          kind: 'approval',
          since: approval.createdAt,
          text: 'Waiting for you: 1 question',
          action: `cowork approve ${approval.id}`,
        },
        'waiting_approval',
      );
    }
  }
}

function folderApproval(deps: ActivityDeps, call: ToolCall, wish: Wish): Approval {
  const args = {
    reason: wish.reason,
    access: wish.access,
    ...(wish.suggestedPath === undefined ? {} : { suggested_path: wish.suggestedPath }),
  };
  const place = wish.suggestedPath ?? 'a folder';
  return {
    id: newId('a'),
    taskId: call.key.taskId,
    step: call.key.step,
    tool: call.name,
    arguments: args,
    argumentsHash: argumentsHash({ tool: call.name, arguments: args, operations: [] }),
    preview: {
      summary: `The agent asks to ${wish.access === 'read' ? 'read' : 'change files in'} ${place}: ${wish.reason}`,
      rule: ASKING_RULES.folder,
      always: true,
      counts: { create: 0, replace: 0, move: 0, delete: 0, other: 0 },
      irreversible: [],
      operations: [],
    },
    changeSetIds: [],
    scopes: ['once', 'task'],
    status: 'pending',
    createdAt: deps.now().toISOString(),
  };
}

/** Idempotent: the same folder again is the same grant. */
async function grantFolder(deps: ActivityDeps, taskId: string, wish: Wish, approval: Approval): Promise<ToolResult> {
  const hostPath = approval.pickedPath ?? wish.suggestedPath;
  if (hostPath === undefined)
    return errorResult('user', 'The user agreed but picked no folder. Ask again with a suggested_path, or go on without.');
  try {
    const granted = await deps.folders.give(taskId, { hostPath, access: wish.access }, `folders/${approval.id}`);
    return textResult('user', `The user granted /folders/${granted.name} with access ${granted.access}.`, {
      summary: `Got the folder ${granted.name}`,
    });
  } catch (error) {
    const result = errorToResult(error);
    if (!result) throw error;
    return result;
  }
}

const denied = (approval: Approval): ToolResult =>
  errorResult(
    'user',
    `The user did not give this folder${approval.note ? ` and says: ${approval.note}\n` : '. '}Go on without it, or ask how else.`,
    'No folder was given',
  );
