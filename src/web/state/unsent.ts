// Messages to tasks that are on their way: kept until the product has them, and each said once however often it is tried.
import { useEffect, useState } from 'react';
import { isCoworkError } from '../../contract/errors.ts';
import { saidError } from '../parts/said-error.ts';
import { useClient } from './client-context.ts';
import { keep } from './kept.ts';

export interface Unsent {
  readonly clientId: string;
  readonly text: string;
  /** Why it was not taken; such a one is not tried again. */
  readonly refused?: string;
}

const RETRY_MS = 1_500;
const keyOf = (taskId: string): string => `unsent:${taskId}`;

function read(taskId: string): readonly Unsent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(taskId)) ?? '[]');
    return Array.isArray(kept) ? (kept as Unsent[]) : [];
  } catch {
    return [];
  }
}

/** In the order in which they were said; the next one goes when the one before has arrived. */
export function useUnsent(taskId: string) {
  const client = useClient();
  const [messages, setMessages] = useState(() => read(taskId));
  const [late, setLate] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const next = messages.find(({ refused }) => refused === undefined);

  useEffect(() => {
    keep(keyOf(taskId), messages.length === 0 ? undefined : messages);
  }, [taskId, messages]);

  useEffect(() => {
    if (!next) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    client.say(taskId, { text: next.text, clientId: next.clientId }).then(
      () => {
        if (left) return;
        setLate(false);
        setMessages((before) => before.filter(({ clientId }) => clientId !== next.clientId));
      },
      (error: unknown) => {
        if (left) return;
        if (isCoworkError(error) && !['not_running', 'engine_down', 'unauthorized'].includes(error.code)) {
          const refused = { ...next, refused: saidError(error) };
          setMessages((before) => before.map((one) => (one.clientId === next.clientId ? refused : one)));
          return;
        }
        setLate(true);
        timer = setTimeout(() => setAttempt((count) => count + 1), RETRY_MS);
      },
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [client, taskId, next, attempt]);

  return {
    messages,
    /** It was tried and nobody answered. */
    late,
    say: (text: string) => setMessages((before) => [...before, { clientId: crypto.randomUUID(), text }]),
    drop: (clientId: string) => setMessages((before) => before.filter((one) => one.clientId !== clientId)),
  };
}
