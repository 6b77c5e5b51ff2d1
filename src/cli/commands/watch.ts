// `cowork watch`: comes back to a task, from any terminal, also after the product was restarted.
import { type Cli, connect } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { followTask } from '../follow/follow-task.ts';

export interface WatchOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

export async function watch(cli: Cli, id: string | undefined, options: WatchOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const { lastSeq } = await client.task(taskId);
  return followTask(cli, client, { taskId, upTo: lastSeq, yes: options.yes === true, json: options.json === true });
}
