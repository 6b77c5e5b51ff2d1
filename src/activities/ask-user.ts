// `ask_user`: a durable question. Called again after each nudge until somebody answered; silence is not an answer.
import { newId } from '../contract/ids.ts';
import { textResult } from '../contract/tool-result.ts';
import type { ToolOutcome } from '../tools/tool.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, held } from './gate.ts';
import type { CallOutcome, RunRef } from './interface.ts';
import type { ToolCall } from './tool-call.ts';

export async function askUser(
  deps: ActivityDeps,
  ask: { run: RunRef; call: ToolCall; question: Extract<ToolOutcome, { kind: 'question' }>; startedAt: number },
): Promise<CallOutcome> {
  const { call, run } = ask;
  const { taskId, step, index } = call.key;
  const question = await deps.store.putQuestion(`${taskId}/${step}/${index}`, {
    id: newId('q'),
    taskId,
    question: ask.question.question,
    options: [...ask.question.options],
    multiple: ask.question.multiple,
    status: 'pending',
    createdAt: deps.now().toISOString(),
  });
  if (question.status === 'answered') {
    const answer = [...(question.choices ?? []), ...(question.text ? [question.text] : [])].join('\n');
    // Waiting for a person is no time at work.
    return finishCall(deps, call, { result: textResult('user', `The user answered:\n${answer}`, { summary: 'You answered' }) });
  }
  const passed = await gate(deps, run, true);
  if (passed.kind !== 'go') return passed;
  return held(
    deps,
    run,
    { kind: 'input', since: question.createdAt, text: 'Waiting for you: 1 question', action: `cowork answer ${question.id}` },
    'waiting_input',
  );
}
