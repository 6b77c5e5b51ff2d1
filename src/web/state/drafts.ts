// What is typed and not sent yet, kept for each thread, task and form, whichever page is open. Tabs share it.
import { z } from 'zod';
import { FolderRequest } from '../../contract/http.ts';
import { Mode } from '../../contract/task.ts';
import { keep, readKept } from './kept.ts';

const Attachment = z.object({ id: z.string(), name: z.string() });
export type Attachment = z.infer<typeof Attachment>;

const Draft = z.object({
  text: z.string(),
  attachments: z.array(Attachment).default([]),
  /** Of a new thread; absent: the standing folders. */
  folders: z.array(FolderRequest).optional(),
  /** Paths of the standing folders when `folders` were chosen. */
  standing: z.array(z.string()).optional(),
  mode: Mode.optional(),
});
export type Draft = z.infer<typeof Draft>;

/** A function where the change depends on what is there by then. */
export type DraftChange = Partial<Draft> | ((draft: Draft) => Partial<Draft>);

/** The one that begins a thread. */
export const NEW = 'new';

/** What else is typed; a thread's and a task's own is under its id. */
export const draftKeys = {
  again: (taskId: string): string => `again ${taskId}`,
  answer: (questionId: string): string => `answer ${questionId}`,
  /** `given`: the words of the demo, where it is that. */
  firstTask: (given: string): string => `first task ${given}`,
  deny: (approvalId: string): string => `deny ${approvalId}`,
  /** `given`: what its form was opened with. */
  schedule: (field: 'prompt' | 'when', given: string): string => `schedule new ${field} ${given}`,
};

const PREFIX = 'draft.';
const isDraft = (value: unknown): value is Draft => Draft.safeParse(value).success;
/** Also what a full storage has no room for: it lasts as long as the page. */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

if ('addEventListener' in globalThis)
  addEventListener('storage', ({ key }) => {
    if (!key?.startsWith(PREFIX)) return;
    drafts.delete(key.slice(PREFIX.length));
    tell();
  });

export function subscribeToDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The same object until it changes. */
export function draftOf(of: string): Draft {
  const draft = drafts.get(of) ?? { text: '', attachments: [], ...readKept(PREFIX + of, isDraft) };
  drafts.set(of, draft);
  return draft;
}

export function changeDraft(of: string, change: DraftChange): void {
  const before = draftOf(of);
  const draft = { ...before, ...(typeof change === 'function' ? change(before) : change) };
  const isEmpty = draft.text === '' && draft.attachments.length === 0 && draft.folders === undefined && draft.mode === undefined;
  drafts.set(of, draft);
  keep(PREFIX + of, isEmpty ? undefined : draft);
  tell();
}

/** A message that was taken back to be edited, before what has been typed meanwhile. */
export function withTaken(typed: Draft, taken: Pick<Draft, 'text' | 'attachments'>): Pick<Draft, 'text' | 'attachments'> {
  const text = typed.text === '' ? taken.text : `${taken.text}\n${typed.text}`;
  return { text, attachments: [...taken.attachments, ...typed.attachments] };
}
