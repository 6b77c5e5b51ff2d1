// `cowork say` and `cowork answer`: words to a task.
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findQuestion, findTask } from '../find-task.ts';
import { words } from '../words/tasks.ts';

export interface SayOptions {
  readonly json?: boolean;
}

export async function say(cli: Cli, id: string, text: string, options: SayOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const message = await client.say(taskId, { text, clientId: crypto.randomUUID() });
  if (options.json) cli.terminal.json(message);
  else cli.terminal.err((await client.task(taskId)).status === 'paused' ? words.sentPaused(taskId) : words.sent);
  return EXIT.done;
}

export interface AnswerOptions extends SayOptions {
  readonly choice?: readonly string[];
}

export async function answer(
  cli: Cli,
  id: string | undefined,
  text: string | undefined,
  options: AnswerOptions,
): Promise<ExitCode> {
  const choices = options.choice ?? [];
  if (text === undefined && choices.length === 0) throw usage(words.emptyAnswer);
  const client = await connect(cli);
  const question = await findQuestion(client, id);
  const answered = await client.answer(question.taskId, {
    questionId: question.id,
    ...(choices.length > 0 ? { choices: choices.map((choice) => optionLike(choice, question.options)) } : {}),
    ...(text === undefined ? {} : { text }),
  });
  if (options.json) cli.terminal.json(answered);
  else cli.terminal.err(words.answered);
  return EXIT.done;
}

/** An option as people type it: its number, its text, or a beginning that fits one alone. */
function optionLike(typed: string, options: readonly string[]): string {
  if (options.includes(typed)) return typed;
  const byNumber = /^\d+$/.test(typed) ? options[Number(typed) - 1] : undefined;
  const alike = options.filter((option) => option.toLowerCase().startsWith(typed.toLowerCase()));
  const found = byNumber ?? (alike.length === 1 ? alike[0] : undefined);
  if (found === undefined) throw usage(words.noSuchOption(typed, options));
  return found;
}
