// Hosts that a command was refused: one question for all of them, put together with the command's result. The next model call waits for the answer.
import { ASKING_RULES } from '../contract/asking.ts';
import type { Approval, Operation } from '../contract/changes.ts';
import { type CallKey, callKeyText, newId } from '../contract/ids.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { TaskStore } from '../store/port.ts';
import { argumentsHash } from './arguments-hash.ts';
import type { ActivityDeps } from './deps.ts';

/** Goes into the transaction that stores the result. */
export async function askForHosts(
  tx: Pick<TaskStore, 'putApproval'>,
  of: { key: CallKey; hosts: readonly string[]; now: Date },
): Promise<void> {
  const { key, hosts, now } = of;
  const args = { hosts, index: key.index };
  const operations = hosts.map((to, at): Operation => ({ id: `h${at + 1}`, op: 'connect', to, bytes: 0 }));
  await tx.putApproval(`${callKeyText(key)}/hosts`, {
    id: newId('a'),
    taskId: key.taskId,
    step: key.step,
    tool: 'network',
    arguments: args,
    argumentsHash: argumentsHash({ tool: 'network', arguments: args, operations }),
    preview: {
      summary: `A command wanted to reach ${hosts.length === 1 ? hosts[0]! : `${hosts.length} hosts`} and was not let`,
      rule: ASKING_RULES.host,
      always: true,
      counts: NO_CHANGES,
      irreversible: [],
      operations,
    },
    changeSetIds: [],
    scopes: ['once', 'task'],
    status: 'pending',
    createdAt: now.toISOString(),
  });
}

export type HostAnswers =
  { readonly kind: 'asked'; readonly approval: Approval } | { readonly kind: 'answered'; results: Results };
type Results = ReadonlyMap<number, ToolResult>;

/** The results of a step with what people said about the hosts in them; allowed hosts are allowed from here on. Or the question that is still open. */
export async function withHostAnswers(
  deps: ActivityDeps,
  step: { taskId: string; step: number; results: Results },
): Promise<HostAnswers> {
  const asking = [...step.results].filter(([, result]) => result.hosts !== undefined);
  if (asking.length === 0) return { kind: 'answered', results: step.results };
  const { items } = await deps.store.listApprovals({ taskId: step.taskId, limit: 100 });
  const results = new Map(step.results);
  for (const [index, result] of asking) {
    const approval = items.find((one) => one.tool === 'network' && one.step === step.step && one.arguments['index'] === index);
    if (!approval) continue;
    if (approval.status === 'pending') return { kind: 'asked', approval };
    results.set(index, withText(result, await take(deps, approval)));
  }
  return { kind: 'answered', results };
}

async function take(deps: ActivityDeps, approval: Approval): Promise<string> {
  const { operations, note, scope, status } = approval;
  const asked = approval.preview.operations;
  const allowed = status === 'allowed' ? asked.filter(({ id }) => operations?.includes(id) ?? true) : [];
  const named = (some: readonly Operation[]): string => some.map(({ to }) => to).join(', ');
  const said = note === undefined ? '' : ` The user says: ${note}`;
  if (allowed.length === 0)
    return `The user did not allow the hosts that were refused: ${named(asked)}.${said} Go on without them.`;
  await deps.network.allow(approval.taskId, {
    approvalId: approval.id,
    hosts: allowed.flatMap(({ to }) => (to === undefined ? [] : [to])),
    scope: scope === 'task' ? 'task' : 'once',
  });
  const rest = asked.filter((one) => !allowed.includes(one));
  const not = rest.length === 0 ? '' : ` Not allowed: ${named(rest)}.`;
  return `The user allowed ${named(allowed)} for ${scope === 'task' ? 'the rest of this job' : 'the next command'}.${not}${said} Nothing was run again; decide whether to.`;
}

const withText = (result: ToolResult, text: string): ToolResult => ({
  ...result,
  blocks: [...result.blocks, { type: 'text', text: `\n${text}` }],
});

const NO_CHANGES = { create: 0, replace: 0, move: 0, delete: 0, other: 0 };
