// The life of one task, with a case in each of its phases: its start, each round of changes, its end, and what the user does afterwards.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTree } from '../rig/job.ts';
import { lastResults } from '../rig/scripts.ts';
import { afterwards } from './afterwards.ts';
import { ageOf, type Case, type Outcome, spotOf, type Workload } from './case.ts';
import { finalWrongs } from './final-wrongs.ts';
import type { Instance } from './instance.ts';
import { heavyCalls, writeHeavy } from './heavy.ts';
import { within } from './patiently.ts';
import { createPerson, type Person } from './person.ts';
import { isCut } from './command-round.ts';
import { roundAsTask, taskOfRound } from './round-as-task.ts';
import { cutWrongs } from './cuts.ts';
import { type By, createStory, type Ending, OBSTACLE, obstacleOf, type Story } from './story.ts';
import { type Strike, strike, type Struck, type Target } from './strike.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

export interface Life {
  /** With what its model works; absent: file tools. */
  readonly by?: By;
  /** Somebody else kills at any moment. */
  readonly restless?: boolean;
  readonly mode: 'act' | 'ask';
  readonly start?: Case | undefined;
  /** One round of changes each. */
  readonly rounds: readonly (Case | undefined)[];
  readonly end?: Case | undefined;
  /** Undo, redo, undo, redo … of the finished task, then perhaps its deletion. */
  readonly after: readonly Case[];
  /** Reads so much in each round that the conversation is compacted. */
  readonly heavy?: boolean;
}

/** Who is told of a life. */
export interface Told {
  /** Unique in its instance; in the names of files. */
  readonly id: string;
  readonly report: (outcome: Outcome) => void;
  /** It is handed over. */
  readonly begun?: (person: Person) => void;
  /** A phase is over. */
  readonly over?: (phase: Phase) => void;
}
export type Phase = 'start' | 'round' | 'end' | Workload;

/** Everything that one life goes on with. */
export interface Living extends Told {
  readonly instance: Instance;
  readonly folder: string;
  readonly story: Story;
  readonly person: Person;
  readonly turnstile: Turnstile;
}

/** What was found when a case was over. */
export interface Found {
  readonly counts?: Awaited<ReturnType<Story['close']>>['counts'];
  readonly wrong?: readonly string[];
  readonly paidAgain?: number;
  readonly approvalKept?: boolean;
  readonly cut?: number;
}

/** Only a hang comes near. */
const ROUND_MS = 240_000;
/** A virtual machine without hardware's help takes its time on a busy computer; and it is killed again and again. */
const COMMAND_ROUND_MS = 300_000;
const RESTLESS_ROUND_MS = 900_000;
const patienceOf = ({ by, restless }: Life): number =>
  restless ? RESTLESS_ROUND_MS : by === 'commands' ? COMMAND_ROUND_MS : ROUND_MS;

/** Reports every case of the life, and what is wrong with the whole. Throws when the task hangs or the product cannot go on. */
export async function live(instance: Instance, life: Life, told: Told): Promise<void> {
  const { id, report } = told;
  const { by = 'file tools' } = life;
  const story = createStory(`Ordner ${id}`, life.rounds.length, by);
  const folder = join(instance.rig.base, story.name);
  mkdirSync(folder);
  writeTree(folder, story.before);
  if (life.heavy) writeHeavy(folder, story);
  const turnstile = createTurnstile(
    (step) =>
      step < life.rounds.length
        ? {
            text: 'Now I work.',
            toolCalls:
              by === 'tasks'
                ? [roundAsTask(`life-${id}-round`, step)]
                : [...(life.heavy ? heavyCalls(story) : []), ...story.calls(step)],
          }
        : { text: 'Everything is in its place.' },
    (request, step) =>
      lastResults(request).some(isCut) ? { text: 'It was cut; once more.', toolCalls: story.calls(step - 1) } : undefined,
  );
  instance.scripts[`life-${id}`] = turnstile.script;
  instance.scripts[`life-${id}-round`] = taskOfRound(story);

  // The order stands before the task is handed over: its first moments are points too.
  const late: { person?: Person } = {};
  const starting =
    life.start &&
    strike(
      instance,
      life.start,
      targetOf(life, () => late.person, turnstile.arrived(0)),
    );
  const prompt = `Put things in their place. [[script:life-${id}]]`;
  const person = (late.person = createPerson(instance, { prompt, folder, mode: life.mode, patienceMs: patienceOf(life) }));
  told.begun?.(person);
  const living: Living = { ...told, instance, folder, story, person, turnstile };
  try {
    await within(`${id}: the start`, patienceOf(life), turnstile.arrived(0));
    if (life.start && starting) report(await outcomeOf(life.start, starting, { paidAgain: turnstile.asked(0) - 1 }));
    told.over?.('start');
    const words: Promise<unknown>[] = [];
    for (const round of life.rounds.keys()) {
      if (hearsWords(life) && round + 1 < life.rounds.length) words.push(person.say(wordOf(round)));
      await liveRound(living, life, round);
    }
    await Promise.all(words);
    await liveEnd(living, life);
    await afterwards(living, life.after);
  } finally {
    await person.close();
    delete instance.scripts[`life-${id}`];
    delete instance.scripts[`life-${id}-round`];
  }
}

/** A task that waits for others would wait no longer. */
export const hearsWords = ({ mode, by }: Life): boolean => mode === 'act' && by !== 'tasks';

/** Said once in each round of a life that asks nothing; read once by the model. */
export const wordOf = (round: number): string => `a word in round ${round}`;

async function liveRound(living: Living, life: Life, round: number): Promise<void> {
  const { id, instance, folder, story, person, turnstile } = living;
  const one = life.rounds[round];
  const cutBefore = life.by === 'commands' ? await cutsIn(person) : 0;
  // Its start is the moment: there must be none.
  if (one && ageOf(one)) await instance.strike('machine');
  const ending = endingOf(one);
  const open: { before?: string | undefined } = {};
  const target: Target = {
    ...targetOf(life, () => person, turnstile.arrived(round + 1)),
    beforeKill: () => void (open.before = instance.pendingApproval(person.taskId()!)),
    ...(ending === 'moves taken back' ? { atFirst: () => obstruct(join(folder, obstacleOf(round))) } : {}),
  };
  const current = one && strike(instance, one, target);
  turnstile.release(round);
  const answering = life.mode === 'ask' ? answerOne(person, current, { one, ending }) : Promise.resolve(undefined);
  answering.catch(() => undefined);
  const arrived = within(`${id}: round ${round}`, patienceOf(life), turnstile.arrived(round + 1));
  await (current ? Promise.race([arrived, failing(current.done)]) : arrived);
  const answered = await answering;
  living.over?.('round');
  const closed = await story.close(folder, round, ending);
  const cut = life.by === 'commands' ? { cut: (await cutsIn(person)) - cutBefore } : {};
  const found: Found = {
    ...cut,
    counts: closed.counts,
    wrong: [...closed.wrong, ...(answered?.wrong ?? []), ...(one ? cutWrongs(one, cut.cut) : [])],
    paidAgain: turnstile.asked(round) - 1,
    ...(open.before === undefined ? {} : { approvalKept: answered?.id === open.before }),
  };
  if (one && current) living.report(await outcomeOf(one, current, found));
  else if ((found.wrong?.length ?? 0) > 0) throw new Error(`${id}: round ${round} without a strike: ${found.wrong?.join('; ')}`);
}

/** Commands of the task that were cut until now. */
export const cutsIn = async (person: Person): Promise<number> =>
  (await person.log()).filter((event) => event.type === 'tool_finished' && isCut(event.text)).length;

/** A strike that cannot be made is said at once, and not as a task that hangs. */
const failing = (done: Promise<unknown>): Promise<never> => done.then(() => new Promise<never>(() => undefined));

/** The user's own file, in a folder that the round before may have made. */
function obstruct(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, OBSTACLE);
}

/** The last answer, the check, the end; then the whole is looked at. */
async function liveEnd(living: Living, life: Life): Promise<void> {
  const { id, instance, person, turnstile } = living;
  const rounds = life.rounds.length;
  const { watch } = await person.handed;
  const over = Promise.withResolvers<void>();
  const current =
    life.end &&
    strike(
      instance,
      life.end,
      targetOf(life, () => person, over.promise),
    );
  turnstile.release(rounds);
  // A word that came after the last request is answered by one more step.
  turnstile.release(rounds + 1);
  await within(
    `${id}: the end`,
    patienceOf(life),
    watch.sees('the end', (item) => item.type === 'task_finished', patienceOf(life)),
  );
  over.resolve();
  const wrong = await finalWrongs(living, life);
  // Not before: the reader hears of the end a moment before the worker passes its last point.
  living.over?.('end');
  if (life.end && current) living.report(await outcomeOf(life.end, current, { wrong, paidAgain: turnstile.asked(rounds) - 1 }));
  else if (wrong.length > 0) throw new Error(`${id}: ${wrong.join('; ')}`);
}

const endingOf = (one: Case | undefined): Ending =>
  one?.workload === 'changes denied' ? 'denied' : one?.workload === 'changes taken back' ? 'moves taken back' : 'whole';

/**
 * The strikes of a living task: heard of again is the next event that the person sees. When the model is asked first (and held), no event
 * comes before its answer, and none is waited for.
 */
function targetOf(life: Life, person: () => Person | undefined, held?: Promise<void>): Target {
  return {
    taskId: () => person()?.taskId(),
    onRestart: () => person()?.moved(),
    async nextEvent(after) {
      const { watch } = await person()!.handed;
      const seen = watch.sees('the next event', (item) => 'seq' in item && item.seq > after, patienceOf(life)).then(() => true);
      seen.catch(() => undefined);
      return held ? Promise.race([seen, held.then(() => false)]) : seen;
    },
  };
}

/** These come before the answer: the user is asked before the kill or after it, and answers when the product is back. */
const LOOK_UP_MS = 20_000;
const BEFORE_ANSWER =
  /^(run|model|tool-before|tool-claimed|command|changes-staged|changes-frozen|changes-shown|approval-before|approval-asked|approval-waits)/;

async function answerOne(
  person: Person,
  current: Strike | undefined,
  of: { one: Case | undefined; ending: Ending },
): Promise<{ id: string; wrong: string[] }> {
  const question = await person.question();
  const spot = of.one && spotOf(of.one);
  // Each of the four calls passes such a point once before the question; later passings follow the answer.
  if (current && spot && spot.nth <= 4 && BEFORE_ANSWER.test(spot.point)) await Promise.race([current.struck, sleep(LOOK_UP_MS)]);
  return { id: question.id, wrong: await person.answer(question, of.ending === 'denied' ? 'deny' : 'allow') };
}

/** Ends a case: by now its point was passed or never will be. */
export async function outcomeOf(one: Case, current: Strike, found: Found): Promise<Outcome> {
  current.giveUp();
  const struck: Struck | undefined = await within('the product is heard of again', COMMAND_ROUND_MS, current.done);
  const counts = found.counts ?? [];
  return {
    case: one,
    struck: struck !== undefined,
    lost: counts.filter((c) => c.times < c.due).map((c) => c.effect),
    doubled: counts.filter((c) => c.times > c.due).map((c) => c.effect),
    ...(found.approvalKept === undefined ? {} : { approvalKept: found.approvalKept }),
    paidAgain: Math.max(0, found.paidAgain ?? 0),
    ...(found.cut === undefined ? {} : { cut: found.cut }),
    ...(struck?.firstEventMs === undefined ? {} : { firstEventMs: struck.firstEventMs }),
    problems: found.wrong ?? [],
  };
}
