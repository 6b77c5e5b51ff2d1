// `cowork approve` and `cowork deny`: answers to a question about changes, from the command line.
import { resolve } from 'node:path';
import type { Client } from '../../client/client.ts';
import type { Approval } from '../../contract/changes.ts';
import { Scope } from '../../contract/changes.ts';
import { approvalCard } from '../card/approval-card.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findApproval } from '../find-task.ts';
import { wholeApproval } from '../follow/answer-waits.ts';
import { legible } from '../format/legible.ts';
import { words } from '../words/changes.ts';

export interface DecideOptions {
  readonly scope?: string;
  readonly note?: string;
  readonly only?: readonly string[];
  readonly path?: string;
  readonly show?: boolean;
  readonly json?: boolean;
}

export async function decide(
  cli: Cli,
  decision: 'allow' | 'deny',
  id: string | undefined,
  options: DecideOptions,
): Promise<ExitCode> {
  const scope = scopeOf(options.scope);
  const client = await connect(cli);
  const asked = await findApproval(client, id);
  if (options.show) return show(cli, client, asked, options.json === true);
  const { note, only = [], path } = options;
  const decided = await client.decide(asked.id, {
    decision,
    scope,
    ...(note === undefined ? {} : { note }),
    ...(only.length === 0 ? {} : { operations: [...only] }),
    ...(path === undefined ? {} : { path: resolve(cli.cwd, path) }),
  });
  if (options.json) cli.terminal.json(decided);
  else cli.terminal.err(decision === 'allow' ? words.allowedIt(legible(asked.preview.summary)) : words.denied);
  return EXIT.done;
}

async function show(cli: Cli, client: Client, approval: Approval, json: boolean): Promise<ExitCode> {
  const whole = await wholeApproval(client, approval);
  if (json) cli.terminal.json(whole);
  else {
    const { terminal } = cli;
    const card = approvalCard(legible(whole), { width: terminal.columns(), style: terminal.style, perBlock: Infinity });
    for (const line of card.lines) terminal.out(line);
  }
  return EXIT.done;
}

function scopeOf(text: string | undefined): Scope {
  const scope = Scope.safeParse(text ?? 'once');
  if (!scope.success) throw usage(words.noSuchScope(text ?? '', Scope.options));
  return scope.data;
}
