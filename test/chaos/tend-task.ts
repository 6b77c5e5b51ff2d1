// The people around one task: hand it over, answer, steer, pause, stop, as planned, until it has ended or is left waiting on purpose.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/client.ts';
import type { Approval } from '../../src/contract/changes.ts';
import type { Task } from '../../src/contract/http.ts';
import { isFinished } from '../../src/contract/task.ts';
import { type Calm, refusalOf } from './calm.ts';
import { decideAs, type Decision } from './decide.ts';
import type { TaskPlan } from './plan-task.ts';
import { DISK_FULL } from './script.ts';

const LOOK_MS = 200;

export interface People {
  /** How they call: again and again while the product is away. */
  readonly calm: Calm;
  /** Two devices of the same person. */
  laptop(): Client;
  phone(): Client;
  /** True while the disk of the task's folder, or the home's, has no room. */
  isFull(plan: TaskPlan): boolean;
}

export interface Tended {
  readonly taskId: string;
  /** `late`: nothing happened any more, which is a find. */
  readonly end: 'finished' | 'left' | 'late';
  readonly decisions: readonly Decision[];
  /** What came of the words that were said to it: undefined when none were. */
  readonly said: 'taken' | 'refused' | undefined;
  /** Somebody stopped it, and was told that it would be. */
  readonly cancelled: boolean;
  /** Pauses by the product itself, in its words; the person let it go on each time. */
  readonly holds: readonly string[];
}

/** Never throws for what the product does late or wrong: that is for the judge. */
export async function tendTask(
  people: People,
  of: { plan: TaskPlan; folder: string; patienceMs: number; onCreated(taskId: string): void },
): Promise<Tended> {
  const { plan } = of;
  const { calm } = people;
  const { person } = plan;
  const task = await calm(() =>
    people.laptop().createTask(
      {
        ...{ title: plan.name, prompt: `Put it in order. [[script:${plan.name}]]`, mode: plan.mode },
        folders: [{ path: of.folder, access: plan.access }],
        ...(person.budget ? { budget: { maxSteps: person.budget.maxSteps } } : {}),
      },
      { idempotencyKey: plan.name },
    ),
  );
  of.onCreated(task.id);
  const began = performance.now();
  const decisions: Decision[] = [];
  const holds: string[] = [];
  const answered = new Set<string>();
  let said: Tended['said'];
  let cancelled = false;
  let resumed = false;

  const later = timed([
    ...(person.says ? [[person.says.afterMs, say] as const] : []),
    ...(person.pauses ? [[person.pauses.afterMs, pause] as const] : []),
    ...(person.cancels ? [[person.cancels.afterMs, cancel] as const] : []),
  ]);

  const answerOf = (call: () => Promise<unknown>): Promise<string | undefined> => refusalOf(calm(call));
  const end = await watch();
  return { taskId: task.id, end, decisions, said, cancelled, holds };

  async function watch(): Promise<Tended['end']> {
    let last = { seq: 0, at: began };
    while (performance.now() - last.at < of.patienceMs) {
      await later.due(performance.now() - began);
      const now = await calm(() => people.laptop().task(task.id));
      if (now.lastSeq !== last.seq) last = { seq: now.lastSeq, at: performance.now() };
      if (isFinished(now.status)) return 'finished';
      if ((await attend(now)) === 'left' && later.isOver()) return 'left';
      await sleep(LOOK_MS);
    }
    return 'late';
  }

  /** Does what the task waits for; `left` when the plan is to leave it so. */
  async function attend(now: Task): Promise<'left' | undefined> {
    if (now.status === 'waiting_approval') return answerApprovals(now.approvals.filter(({ status }) => status === 'pending'));
    if (now.status === 'waiting_input') return answerQuestion(now);
    if (now.status === 'paused') return goOn(now);
    return undefined;
  }

  async function answerApprovals(pending: readonly Approval[]): Promise<'left' | undefined> {
    for (const approval of pending.filter(({ id }) => !answered.has(id))) {
      const reaction = person.reactions[Math.min(answered.size, person.reactions.length - 1)]!;
      if (reaction === 'leave') return 'left';
      await sleep(person.thinksMs);
      answered.add(approval.id);
      decisions.push(...(await decideAs(people, approval, reaction)));
    }
    return undefined;
  }

  async function answerQuestion(now: Task): Promise<'left' | undefined> {
    const question = now.questions.find(({ status }) => status === 'pending');
    if (!question || answered.has(question.id)) return undefined;
    const full = question.question === DISK_FULL;
    if (full && people.isFull(plan)) return undefined;
    if (!full && !person.answers) return 'left';
    await sleep(person.thinksMs);
    answered.add(question.id);
    const body = { questionId: question.id, ...(full ? { text: 'There is room now.' } : { choices: ['left'] }) };
    await answerOf(() => people.phone().answer(task.id, body, { idempotencyKey: `${plan.name}/${question.id}` }));
    return undefined;
  }

  async function goOn({ waitingFor }: Task): Promise<'left' | undefined> {
    if (waitingFor?.kind === 'budget') {
      if (!person.budget?.raises) return 'left';
      await answerOf(() => people.laptop().patchTask(task.id, { budget: { maxSteps: 300 } }));
    } else if (waitingFor?.text === 'Paused by you') {
      if (person.pauses?.resumesMs === undefined) return 'left';
      if (resumed) return undefined;
      await sleep(person.pauses.resumesMs);
      resumed = true;
      await answerOf(() => people.phone().resume(task.id));
    } else {
      holds.push(waitingFor?.text ?? 'paused without a word');
      await answerOf(() => people.laptop().resume(task.id));
    }
    return undefined;
  }

  async function say(): Promise<void> {
    const { text, twice } = person.says!;
    for (let i = 0; i < (twice ? 2 : 1); i += 1) {
      const refusal = await answerOf(() => people.phone().say(task.id, { text, clientId: plan.name }));
      said ??= refusal === undefined ? 'taken' : 'refused';
    }
  }

  async function pause(): Promise<void> {
    await answerOf(() => people.laptop().pause(task.id));
  }

  async function cancel(): Promise<void> {
    cancelled = (await answerOf(() => people.phone().cancel(task.id, { how: person.cancels!.how }))) === undefined;
  }
}

/** Acts whose time comes, in their order, each once. */
function timed(acts: readonly (readonly [afterMs: number, act: () => Promise<void>])[]) {
  const open = acts.toSorted(([a], [b]) => a - b);
  return {
    isOver: () => open.length === 0,
    async due(ms: number): Promise<void> {
      for (let first = open[0]; first && first[0] <= ms; first = open[0]) {
        open.shift();
        await first[1]();
      }
    },
  };
}
