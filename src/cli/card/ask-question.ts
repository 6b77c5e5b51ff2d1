// Asks a person the agent's own question: options and always free text.
import type { Question } from '../../contract/task.ts';
import { legible } from '../format/legible.ts';
import { words } from '../words/questions.ts';
import type { Choice, Chosen, Prompts } from './prompts.ts';

export interface Answer {
  readonly choices?: string[];
  readonly text?: string;
}

/** Marks the choice that opens a line for own words. */
const OWN = Symbol('own words');

/** `gone` when the question was answered elsewhere while it was shown. Options go back exactly as they came. */
export async function askQuestion(prompts: Prompts, question: Question, signal: AbortSignal): Promise<Chosen<Answer>> {
  const message = legible(question.question);
  if (question.options.length === 0) return ownWords(prompts, message, signal);
  const options: Choice<string | typeof OWN>[] = [
    ...question.options.map((option) => ({ value: option, label: legible(option) })),
    { value: OWN, label: words.own },
  ];
  const picked = question.multiple
    ? await prompts.several({ message, options, signal })
    : await one(prompts, { message, options, signal });
  if (picked.kind !== 'chosen') return picked;
  const choices = picked.value.filter((value) => value !== OWN);
  if (choices.length === picked.value.length && choices.length > 0) return { kind: 'chosen', value: { choices } };
  const text = await ownWords(prompts, message, signal);
  return text.kind === 'chosen' && choices.length > 0 ? { kind: 'chosen', value: { choices, ...text.value } } : text;
}

async function one<T>(
  prompts: Prompts,
  asked: { message: string; options: Choice<T>[]; signal: AbortSignal },
): Promise<Chosen<T[]>> {
  const picked = await prompts.select(asked);
  return picked.kind === 'chosen' ? { kind: 'chosen', value: [picked.value] } : picked;
}

async function ownWords(prompts: Prompts, message: string, signal: AbortSignal): Promise<Chosen<Answer>> {
  for (;;) {
    const typed = await prompts.text({ message, signal });
    if (typed.kind !== 'chosen') return typed;
    if (typed.value.trim() !== '') return { kind: 'chosen', value: { text: typed.value.trim() } };
  }
}
