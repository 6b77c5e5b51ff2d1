// The newest user message of a step: results of the step before, what the user said meanwhile, and what changed since it was last told.
import { isFinished, type Usage } from '../contract/task.ts';
import { uploadNames } from '../contract/upload-names.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { GuardedCall } from '../model/guards.ts';
import type { Block, PromptFacts } from '../model/port.ts';
import type { MessageRow, TaskRow, TaskStore } from '../store/port.ts';
import { howTheyEnded } from './children.ts';
import type { ActivityDeps } from './deps.ts';
import { type HostAnswers, withHostAnswers } from './request-hosts.ts';
import { toolUses } from './tool-call.ts';
import { turnOf, type Turn } from './turn.ts';

export interface Newest {
  readonly blocks: readonly Block[];
  /** A person's words are in it, the job itself among them: somebody waits for what is said to that. */
  readonly spoken: boolean;
  /** The last inbox message that is in it. */
  readonly inboxUpto: number;
  /** Tasks that it has started and whose end is told in it. */
  readonly told: readonly string[];
  /** The turn's memory as it is once this message is stored. */
  readonly turn: Turn;
  /** The loop guards want the user first: one sentence why. */
  readonly pause?: string;
}

/**
 * Made anew for every attempt and stored together with the answer, so a message that arrives while the service is busy still goes
 * along. 'resync' when results of the step before are missing: then that step is not over. A question when a host that a command of that step
 * wanted is still asked about.
 */
export async function composeUser(
  deps: ActivityDeps,
  { task, usage, step }: { task: TaskRow; usage: Usage; step: number },
): Promise<Newest | 'resync' | Extract<HostAnswers, { kind: 'asked' }>> {
  const inbox = await deps.store.inbox(task.id, task.inboxUpto);
  const said = inbox.flatMap((message) => deps.conversation.userTextBlocks(message.text));
  const inboxUpto = inbox.at(-1)?.seq ?? task.inboxUpto;
  const facts = factsOf(deps, task, usage);
  if (step === 0) {
    const attachments = uploadNames(await uploadsOf(deps.store, task)).map((name) => `/uploads/${name}`);
    const first = deps.conversation.firstUserBlocks({ ...facts, attachments });
    return { spoken: true, blocks: [...first.blocks, ...said], inboxUpto, told: [], turn: { ...turnOf(task), told: first.told } };
  }
  const before = await deps.store.message(task.id, step - 1, 'assistant');
  const results = await deps.store.toolResults(task.id, step - 1);
  if (!before || toolUses(before).some((_, index) => !results.has(index))) return 'resync';
  const answered = await withHostAnswers(deps, { taskId: task.id, step: step - 1, results });
  if (answered.kind === 'asked') return answered;
  const ended = await endedChildren(deps, task);
  return laterMessage(deps, { task, step, facts, before, results: answered.results, said, ended, inboxUpto });
}

interface Later {
  readonly task: TaskRow;
  readonly step: number;
  readonly facts: PromptFacts;
  readonly before: MessageRow;
  readonly results: ReadonlyMap<number, ToolResult>;
  readonly said: readonly Block[];
  readonly ended: { readonly ids: readonly string[]; readonly words: string };
  readonly inboxUpto: number;
}

/** Tasks that it has started and that ended since it was last told. */
async function endedChildren(deps: ActivityDeps, task: TaskRow): Promise<Later['ended']> {
  if (task.children === 0) return { ids: [], words: '' };
  const ended = (await deps.store.children(task.id)).filter((child) => isFinished(child.status) && !child.told);
  return { ids: ended.map((child) => child.id), words: await howTheyEnded(deps, task.id, ended) };
}

function laterMessage(deps: ActivityDeps, later: Later): Newest {
  const { task, step, facts, before, said, ended } = later;
  const talk = deps.conversation;
  const turn = turnOf(task);
  const uses = toolUses(before);
  const guarded = talk.afterStep(turn.guards ?? talk.NO_GUARDS, {
    step: step - 1,
    calls: guardedCalls(deps, uses, later.results),
    plan: task.plan,
    userSpoke: said.length > 0,
  });
  const budget = talk.budgetNotes(turn.budgetTold ?? [], facts.usage, facts.budget);
  const checking = turn.check?.state === 'asked' && turn.check.step === step && said.length === 0;
  const stalled = uses.length === 0 && said.length === 0 && ended.ids.length === 0 && !checking;
  const more = [...guarded.notes, ...budget.notes, ...(stalled ? [goOn(deps, before)] : [])];
  const notes = talk.noteBlocks(facts, turn.told, more);
  const { check, ...rest } = turn;
  return {
    spoken: said.length > 0 || uses.some((use) => deps.tools.get(use.name)?.effect === 'ask'),
    blocks: [
      ...uses.map((use, index) => talk.toolResultBlock(use.id, later.results.get(index)!)),
      ...notes.blocks,
      ...talk.taskBlocks(ended.words),
      ...said,
      ...(checking ? talk.checkBlocks() : []),
    ],
    inboxUpto: later.inboxUpto,
    told: ended.ids,
    turn: {
      ...rest,
      told: notes.told,
      guards: guarded.state,
      budgetTold: budget.told,
      // New words of the user open the turn again: its end is checked again.
      ...(check && said.length === 0 && ended.ids.length === 0 ? { check } : {}),
    },
    ...(guarded.pause === undefined ? {} : { pause: guarded.pause }),
  };
}

function guardedCalls(
  deps: ActivityDeps,
  uses: ReturnType<typeof toolUses>,
  results: ReadonlyMap<number, ToolResult>,
): GuardedCall[] {
  return uses.map((use, index) => {
    const result = results.get(index)!;
    const effect = deps.tools.get(use.name)?.effect;
    return {
      name: use.name,
      input: use.input,
      isError: result.isError,
      said: result.blocks.map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
      changed: !result.isError && (effect === 'change' || effect === 'command' || effect === 'ask'),
    };
  });
}

function goOn(deps: ActivityDeps, before: { stopReason: string | undefined }): string {
  const { GO_ON } = deps.conversation;
  if (before.stopReason === 'pause_turn') return GO_ON.pause_turn;
  const cut = before.stopReason === 'max_tokens' || before.stopReason === 'model_context_window_exceeded';
  return cut ? GO_ON.max_tokens : GO_ON.end_turn;
}

function factsOf(deps: ActivityDeps, task: TaskRow, usage: Usage): PromptFacts {
  return {
    prompt: task.prompt,
    folders: task.folders,
    mode: task.mode,
    nowIso: deps.now().toISOString(),
    timeZone: deps.timeZone,
    plan: task.plan,
    usage,
    budget: task.budget,
  };
}

/** The task's attached files, in their order, without those that are gone. */
export async function uploadsOf(store: TaskStore, task: TaskRow): Promise<{ id: string; name: string }[]> {
  const uploads = await Promise.all(task.attachments.map((id) => store.upload(id)));
  return uploads.filter((upload) => upload !== undefined);
}
