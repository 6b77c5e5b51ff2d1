// What must hold of a task's whole life once it is over, whatever was killed on the way; empty when all of it does.
import type { TaskEvent } from '../../src/contract/events.ts';
import { hearsWords, type Life, type Living, wordOf } from './life.ts';
import { patiently } from './patiently.ts';

export async function finalWrongs(living: Living, life: Life): Promise<string[]> {
  const { instance, person, turnstile } = living;
  const { taskId, watch } = await person.handed;
  const task = await patiently(() => instance.rig.client.task(taskId));
  const log = await person.log();
  const wrong: string[] = [];
  const must = (isSo: boolean, what: string): void => void (isSo || wrong.push(what));

  must(task.status === 'completed', `the task is ${task.status}`);
  must(
    log.every((event, i) => event.seq === i + 1),
    `gaps in the events: ${log.map((e) => e.seq).join(' ')}`,
  );
  must(log.at(-1)?.seq === task.lastSeq, `last event ${log.at(-1)?.seq}, the task says ${task.lastSeq}`);
  const seen = watch.events();
  must(JSON.stringify(seen) === JSON.stringify(log.slice(0, seen.length)), 'a reader saw other events than are in the log');
  must(count(log, 'task_created') === 1 && count(log, 'task_finished') === 1, 'the task began or ended more than once');

  const asked = life.mode === 'ask' ? life.rounds.length : 0;
  must(count(log, 'approval_requested') === asked, `${count(log, 'approval_requested')} questions for ${asked} rounds`);
  must(count(log, 'approval_decided') === asked, `${count(log, 'approval_decided')} answers for ${asked} questions`);
  const sets = setsOf(life);
  if (life.by === 'tasks')
    must(
      task.children.length === life.rounds.length && task.children.every(({ status }) => status === 'completed'),
      `tasks of its own: ${task.children.map(({ status }) => status).join(' ')} for ${life.rounds.length} rounds`,
    );
  must(count(log, 'changes_applied') === sets, `${count(log, 'changes_applied')} changes shown as applied of ${sets}`);

  // Each answer that was given is counted. A process that dies just before it asks is counted too: it may have asked.
  const counted = task.usage.steps + task.usage.cutAttempts;
  const strikes = life.restless ? Infinity : [life.start, ...life.rounds, life.end].filter((one) => one !== undefined).length;
  const asks = turnstile.all();
  must(
    life.heavy === true || (asks <= counted && counted <= asks + strikes),
    `the model was asked ${asks} times, the task counts ${counted}`,
  );
  must(
    instance.rig.model.refusals().length === 0,
    `the model refused ${JSON.stringify(instance.rig.model.refusals()[0]?.message)}`,
  );
  if (hearsWords(life) && !life.heavy) wrong.push(...unheard(living, life));
  return wrong;
}

const count = (log: readonly TaskEvent[], type: TaskEvent['type']): number => log.filter((event) => event.type === type).length;

/** Shown in the task's own log. */
function setsOf({ by, rounds }: Life): number {
  if (by === 'tasks') return 0;
  return by === 'commands' ? rounds.length : rounds.reduce((sum, one) => sum + appliedIn(one?.workload), 0);
}

const appliedIn = (workload: string | undefined): number =>
  workload === 'changes denied' ? 0 : workload === 'changes taken back' ? 3 : 4;

/** Each word of the user stands in the conversation once. */
function unheard({ turnstile }: Living, life: Life): string[] {
  const said = JSON.stringify(turnstile.newest()?.messages ?? []);
  return life.rounds
    .slice(0, -1)
    .map((_, round) => ({ word: wordOf(round), times: said.split(`${wordOf(round)}"`).length - 1 }))
    .filter(({ times }) => times !== 1)
    .map(({ word, times }) => `"${word}" was read ${times} times`);
}
