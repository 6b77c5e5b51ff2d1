// The prompt library behind two words: what was chosen, or why nothing was. Loaded when the first question is asked.
import type { Terminal } from '../terminal.ts';

/** `left`: Ctrl-C or Esc. `gone`: the question fell away while it was shown. */
export type Chosen<T> = { kind: 'chosen'; value: T } | { kind: 'left' } | { kind: 'gone' };

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface Asked {
  readonly message: string;
  /** Aborted when the answer came from elsewhere. */
  readonly signal: AbortSignal;
}

export interface Prompts {
  /**
   * Throws away what was typed before the question was on the screen: an Enter meant for something else must not allow anything.
   * `left` when Ctrl-C was among it.
   */
  forgetTyped(): Promise<'ready' | 'left'>;
  select<T>(asked: Asked & { options: readonly Choice<T>[]; initial?: T }): Promise<Chosen<T>>;
  several<T>(asked: Asked & { options: readonly Choice<T>[]; initial?: readonly T[] }): Promise<Chosen<T[]>>;
  text(asked: Asked & { placeholder?: string; initial?: string }): Promise<Chosen<string>>;
}

export function createPrompts(terminal: Terminal): Prompts {
  const load = () => import('@clack/prompts');
  const streams = { input: terminal.input, output: terminal.output };
  /** Lines that the question itself and the cursor's hints take. */
  const maxItems = (): number => Math.max(5, terminal.rows() - 6);

  /** A cancelled prompt answers a symbol. */
  const chosen = <T>(value: T, signal: AbortSignal): Chosen<Exclude<T, symbol>> => {
    if (typeof value !== 'symbol') return { kind: 'chosen', value: value as Exclude<T, symbol> };
    return signal.aborted ? { kind: 'gone' } : { kind: 'left' };
  };

  return {
    forgetTyped: () => forgetTyped(terminal.input),
    async select<T>({ message, options, initial, signal }: Asked & { options: readonly Choice<T>[]; initial?: T }) {
      const { select } = await load();
      // Values travel by index: the library types options by what their value is made of.
      const picked = await whileAsked(signal, (own) =>
        select<number>({
          message,
          options: options.map(({ label, hint }, value) => ({ value, label, ...(hint === undefined ? {} : { hint }) })),
          initialValue: Math.max(
            0,
            options.findIndex((option) => option.value === initial),
          ),
          showInstructions: false,
          maxItems: maxItems(),
          signal: own,
          ...streams,
        }),
      );
      const answer = chosen(picked, signal);
      return answer.kind === 'chosen' ? { kind: 'chosen', value: (options[answer.value] as Choice<T>).value } : answer;
    },
    async several<T>({ message, options, initial, signal }: Asked & { options: readonly Choice<T>[]; initial?: readonly T[] }) {
      const { tickList } = await import('./tick-list.ts');
      const ticked = options.flatMap((option, i) => (initial?.includes(option.value) ? [i] : []));
      const picked = await whileAsked(signal, (own) =>
        tickList({ message, options, ticked, maxItems: maxItems(), signal: own, ...streams }),
      );
      const answer = chosen(picked, signal);
      return answer.kind === 'chosen'
        ? { kind: 'chosen', value: answer.value.map((i) => (options[i] as Choice<T>).value) }
        : answer;
    },
    async text({ message, placeholder, initial, signal }) {
      const { text } = await load();
      const typed = await whileAsked(signal, (own) =>
        text({
          message,
          ...(placeholder === undefined ? {} : { placeholder }),
          ...(initial === undefined ? {} : { initialValue: initial }),
          signal: own,
          ...streams,
        }),
      );
      // An empty line comes back as undefined.
      return chosen((typed as string | symbol | undefined) ?? '', signal);
    },
  };
}

/**
 * The library closes a prompt when its signal is aborted, also one that was answered long ago, and writes a line end for it. So each
 * prompt gets a signal that ends with it.
 */
async function whileAsked<T>(outer: AbortSignal, ask: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const abort = (): void => own.abort();
  if (outer.aborted) abort();
  else outer.addEventListener('abort', abort, { once: true });
  try {
    return await ask(own.signal);
  } finally {
    outer.removeEventListener('abort', abort);
  }
}

/** Long enough for what the system has kept to arrive, too short to be noticed. */
const FORGET_MS = 60;

async function forgetTyped(input: Terminal['input']): Promise<'ready' | 'left'> {
  if (!('setRawMode' in input) || !('isTTY' in input) || input.isTTY !== true) return 'ready';
  const tty = input as NodeJS.ReadStream;
  let left = false;
  const swallow = (typed: Buffer): void => {
    left ||= typed.includes(3);
  };
  tty.setRawMode(true);
  tty.on('data', swallow).resume();
  await new Promise((resolve) => setTimeout(resolve, FORGET_MS));
  tty.off('data', swallow).pause();
  tty.setRawMode(false);
  return left ? 'left' : 'ready';
}
