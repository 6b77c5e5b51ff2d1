// What is typed and not sent yet, kept for each thread and each task.
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
  mode: Mode.optional(),
});
export type Draft = z.infer<typeof Draft>;

/** A message that was taken back to be edited, before what has been typed meanwhile. */
export function withTaken(typed: Draft, taken: Pick<Draft, 'text' | 'attachments'>): Pick<Draft, 'text' | 'attachments'> {
  const text = typed.text === '' ? taken.text : `${taken.text}\n${typed.text}`;
  return { text, attachments: [...taken.attachments, ...typed.attachments] };
}

export const NEW = 'new';
const keyOf = (of: string): string => `draft.${of}`;
const isDraft = (value: unknown): value is Draft => Draft.safeParse(value).success;

export function readDraft(of: string): Draft {
  return { text: '', attachments: [], ...readKept(keyOf(of), isDraft) };
}

export function keepDraft(of: string, draft: Draft): void {
  const isEmpty = draft.text === '' && draft.attachments.length === 0 && draft.folders === undefined && draft.mode === undefined;
  keep(keyOf(of), isEmpty ? undefined : draft);
}
