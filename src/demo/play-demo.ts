// The play itself: a folder is made, a job is given, the question is shown and answered, the disk is checked, all is taken back.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { approvalCard } from '../cli/card/approval-card.ts';
import { createPrompts } from '../cli/card/prompts.ts';
import { changesPage } from '../cli/commands/changes.ts';
import { undoPage } from '../cli/commands/undo.ts';
import { answerWait, type Answered, wholeApproval } from '../cli/follow/answer-waits.ts';
import { eventLines, withoutGaps } from '../cli/follow/event-lines.ts';
import { follow } from '../cli/follow/follow.ts';
import { liveView } from '../cli/follow/live-view.ts';
import type { View } from '../cli/follow/view.ts';
import type { Wait } from '../cli/follow/waits.ts';
import { bytes } from '../cli/format/numbers.ts';
import { legible } from '../cli/format/legible.ts';
import type { Terminal } from '../cli/terminal.ts';
import { STATUS } from '../cli/words/tasks.ts';
import type { Client } from '../client/client.ts';
import { isCoworkError } from '../contract/errors.ts';
import { makeMessyFolder, messyFiles } from './messy-folder.ts';
import { type Screen, someNames, topFolders } from './screen.ts';
import { differences, type TreeFacts, treeFacts } from './tree-hash.ts';
import { type Verdict, verifySorted } from './verify.ts';
import { claims, words } from './words.ts';

export interface Play {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly screen: Screen;
  /** Is made. */
  readonly folder: string;
  /** Where results are delivered. */
  readonly delivered: string;
  readonly stop: AbortController;
  /** The person answers, not the demo. */
  readonly ask: boolean;
}

export async function playDemo(play: Play): Promise<Verdict[]> {
  const { screen, folder } = play;
  screen.begin('folder');
  const made = messyFiles();
  await makeMessyFolder(folder, made);
  const before = await treeFacts(folder);
  const size = made.reduce((sum, file) => sum + file.content.length, 0);
  screen.say(words.made(made.length, bytes(size)), ...legible(someNames(made, screen.width())));

  screen.begin('job');
  const { taskId, asked } = await job(play, before);

  screen.begin('after');
  const after = await treeFacts(folder);
  screen.say(words.applied, ...topFolders(await sizes(folder, after)), '');
  await showChanges(play, taskId);
  const sorted = await verifySorted(folder, { made, before, after });
  const delivered = { claim: claims.delivered, holds: (await filesBelow(play.delivered)) > 0 };

  screen.begin('undo');
  return [...asked, ...sorted, delivered, await takeBack(play, taskId, before)];
}

/** Gives the job and follows it to its end. */
async function job(play: Play, before: TreeFacts): Promise<{ taskId: string; asked: Verdict[] }> {
  const { client, screen, folder, stop } = play;
  screen.say(words.job(words.prompt), '');
  const task = await client.createTask({ prompt: words.prompt, title: 'Sort my Downloads', folders: [{ path: folder }] });
  let untouched: boolean | undefined;
  const ending = await follow({
    client,
    taskId: task.id,
    upTo: 0,
    yes: false,
    signal: stop.signal,
    view: play.terminal.interactive ? liveView({ ...clock, terminal: play.terminal }) : lineView(play),
    ask: async (wait, taken) => {
      untouched ??= (await treeFacts(folder)).hash === before.hash;
      return answer(play, { wait, taskId: task.id, signal: taken });
    },
  });
  // Left open by the person who was asked.
  if (play.ask && ending.kind !== 'finished') stop.abort();
  stop.signal.throwIfAborted();
  const { status } = ending.state;
  if (status !== 'completed') screen.say(words.ended(STATUS[status].word));
  return {
    taskId: task.id,
    asked: [
      { claim: claims.asked, holds: untouched !== undefined },
      { claim: claims.untouched, holds: untouched === true },
      { claim: claims.completed, holds: status === 'completed' },
    ],
  };
}

async function answer(
  play: Play,
  { wait, taskId, signal }: { wait: Wait; taskId: string; signal: AbortSignal },
): Promise<Answered> {
  const { client, terminal, screen } = play;
  if (play.ask) return answerWait(wait, { client, terminal, prompts: createPrompts(terminal), taskId, signal });
  if (wait.kind !== 'approval') return 'left';
  const approval = await client.approval(wait.id);
  const whole = await wholeApproval(client, approval);
  const card = approvalCard(legible(whole), { width: screen.width() - 4, style: terminal.style, perBlock: 3 });
  screen.say('', ...card.lines.map((line) => `  ${line}`), '', terminal.style.accent(`  ${words.answering}`), '');
  await client.decide(approval.id, { decision: 'allow', scope: 'once' });
  return 'done';
}

const clock = {
  now: () => new Date(),
  every(ms: number, tick: () => void) {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};

/** The lines that stay, for logs and pipes. */
function lineView({ screen, terminal }: Pick<Play, 'screen' | 'terminal'>): View {
  const pack = withoutGaps();
  return {
    show(item, state) {
      if ('seq' in item)
        screen.say(...pack(eventLines(legible(item), legible(state), { width: screen.width(), style: terminal.style })));
    },
    hold: () => undefined,
    release: () => undefined,
    lost: () => undefined,
    close: () => undefined,
  };
}

async function showChanges({ client, terminal, screen }: Play, taskId: string): Promise<void> {
  const { items } = await client.changes(taskId);
  screen.say(...changesPage(legible(items), { terminal, now: clock.now }, false));
}

async function takeBack({ client, terminal, screen, folder }: Play, taskId: string, before: TreeFacts): Promise<Verdict> {
  screen.say(words.undoing, '');
  try {
    screen.say(...undoPage(legible(await client.undo(taskId)), { terminal, taskId, direction: 'undo' }));
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    screen.say(terminal.style.bad(legible(error.detail)));
  }
  const now = await treeFacts(folder);
  const wrong = differences(before, now);
  screen.say(...wrong.slice(0, 20).map((line) => terminal.style.bad(legible(line))));
  return { claim: claims.undone(now.hash.slice(0, 12)), holds: now.hash === before.hash };
}

async function sizes(folder: string, facts: TreeFacts): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const path of facts.files.keys()) found.set(path, (await stat(join(folder, path))).size);
  return found;
}

const filesBelow = async (folder: string): Promise<number> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length;
