// A list of ticks on the prompt library's own keys. Drawn here, because the library shows by colour alone which line the keys are on.
import type { Readable, Writable } from 'node:stream';
import { MultiSelectPrompt, wrapTextWithPrefix } from '@clack/core';
import { limitOptions, S_BAR, S_BAR_END, S_CHECKBOX_INACTIVE, S_CHECKBOX_SELECTED, symbol, unicodeOr } from '@clack/prompts';
import { words } from '../words/changes.ts';

export interface TickList {
  readonly message: string;
  readonly options: readonly { readonly label: string; readonly hint?: string }[];
  /** Indexes that are ticked when it is shown. */
  readonly ticked: readonly number[];
  readonly maxItems: number;
  readonly signal: AbortSignal;
  readonly input: Readable;
  readonly output: Writable;
}

const POINTER = unicodeOr('❯', '>');
const BAR = `${S_BAR}  `;

/** Resolves with the ticked indexes in the order of the list, or with a symbol when it was cancelled. */
export async function tickList({ message, options, ticked, maxItems, ...streams }: TickList): Promise<number[] | symbol> {
  const lines = options.map(({ label, hint }, value) => ({ value, text: hint === undefined ? label : `${label} (${hint})` }));
  const answer = await new MultiSelectPrompt({
    ...streams,
    options: lines,
    initialValues: [...ticked],
    required: false,
    render() {
      const head = [S_BAR, wrapTextWithPrefix(streams.output, message, BAR, `${symbol(this.state)}  `)];
      const picked = this.value ?? [];
      if (this.state === 'submit' || this.state === 'cancel')
        return [...head, `${BAR}${words.ticked(picked.length, lines.length)}`].join('\n');
      const shown = limitOptions({
        output: streams.output,
        options: lines,
        cursor: this.cursor,
        maxItems,
        columnPadding: BAR.length,
        rowPadding: head.join('\n').split('\n').length + 2,
        style: ({ value, text }, active) =>
          `${active ? POINTER : ' '} ${picked.includes(value) ? S_CHECKBOX_SELECTED : S_CHECKBOX_INACTIVE} ${text}`,
      });
      return [...head, ...shown.map((line) => BAR + line), `${S_BAR_END}  ${words.tickKeys}`, ''].join('\n');
    },
  }).prompt();
  return Array.isArray(answer) ? answer.toSorted((a, b) => a - b) : (answer ?? []);
}
