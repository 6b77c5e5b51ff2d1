// `cowork approve` and `cowork deny`: answers to a question about changes, from the command line.
import type { Client } from '../../client/client.ts';
import type { Approval } from '../../contract/changes.ts';
import { Scope } from '../../contract/changes.ts';
import { approvalCard } from '../card/approval-card.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findApproval } from '../find-task.ts';
import { wholeApproval } from '../follow/answer-waits.ts';
import { legible } from '../format/legible.ts';
import { absolute } from '../named-folder.ts';
import { operationsNamed } from '../named-operation.ts';
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
  const { note, only = [] } = options;
  if (options.path !== undefined && asked.tool !== 'request_folder') throw usage(words.notAboutAFolder(asked.id));
  const path = options.path === undefined ? undefined : absolute(cli, options.path);
  const operations =
    only.length === 0 ? undefined : operationsNamed((await wholeApproval(client, asked)).preview.operations, only);
  const decided = await client.decide(asked.id, {
    decision,
    scope,
    ...(note === undefined ? {} : { note }),
    ...(operations === undefined ? {} : { operations }),
    ...(path === undefined ? {} : { path }),
  });
  if (options.json) cli.terminal.json(decided);
  else if (decision === 'deny') cli.terminal.err(words.denied);
  else if (only.length > 0) cli.terminal.err(words.allowedOnly(legible(only)));
  else cli.terminal.err(words.allowedIt(legible(path ?? asked.preview.summary)));
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
