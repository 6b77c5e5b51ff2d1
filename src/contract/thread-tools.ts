// Names and inputs of the tools that a thread's answer may use: none of them touches a file.
import { z } from 'zod';

export const THREAD_TOOL_INPUTS = {
  start_task: z.strictObject({
    title: z.string().min(1).max(200),
    prompt: z.string().min(1).max(30_000),
    folders: z.array(z.string().max(300)).max(50).optional().describe('Names of the folders it gets; all when left out'),
    attachments: z
      .array(z.string().max(300))
      .max(100)
      .optional()
      .describe('Names of files that the person attached here; those of the message that you answer when left out'),
  }),
  tell_task: z.strictObject({
    task: z.string().min(1).max(100).describe('Id of the task'),
    message: z.string().min(1).max(50_000),
  }),
  find_earlier: z.strictObject({
    query: z.string().min(1).max(500),
  }),
};
export type ThreadToolName = keyof typeof THREAD_TOOL_INPUTS;
export type ThreadToolInput<T extends ThreadToolName> = z.infer<(typeof THREAD_TOOL_INPUTS)[T]>;
