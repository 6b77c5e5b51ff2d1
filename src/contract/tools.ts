// Names and inputs of the tools, as the model and the approvals see them.
import { z } from 'zod';
import { MOST_CHILDREN } from './queue.ts';
import { Access, Mode, PlanItem } from './task.ts';

const path = z
  .string()
  .min(1)
  .max(4096)
  .describe('A path of the one namespace: /folders/<name>/…, /scratch/…, /outputs/… or /uploads/…');

export const TOOL_INPUTS = {
  update_plan: z.strictObject({ steps: z.array(PlanItem).min(1).max(100) }),
  list_files: z.strictObject({
    path,
    recursive: z.boolean().optional(),
    offset: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(2000).optional(),
    details: z.boolean().optional(),
  }),
  read_file: z.strictObject({
    path,
    offset: z.number().int().min(0).optional().describe('First line, from 0'),
    limit: z.number().int().min(1).max(5000).optional().describe('How many lines'),
  }),
  search_files: z.strictObject({
    path,
    pattern: z.string().min(1).max(1000),
    glob: z.string().max(1000).optional(),
    names_only: z.boolean().optional(),
    offset: z.number().int().min(0).optional(),
  }),
  write_file: z.strictObject({ path, content: z.string() }),
  edit_file: z.strictObject({ path, old_text: z.string().min(1), new_text: z.string() }),
  move_files: z.strictObject({
    moves: z
      .array(z.strictObject({ from: path, to: path }))
      .min(1)
      .max(20_000),
    replace: z.boolean().optional().describe('Allow a move onto an existing file; that file counts as deleted'),
  }),
  delete_files: z.strictObject({ paths: z.array(path).min(1).max(20_000) }),
  bash: z.strictObject({ command: z.string().min(1), timeout_seconds: z.number().int().positive().optional() }),
  ask_user: z.strictObject({
    question: z.string().min(1).max(4000),
    options: z.array(z.string().min(1).max(500)).max(10).optional(),
    multiple: z.boolean().optional(),
  }),
  request_folder: z.strictObject({
    reason: z.string().min(1).max(2000),
    suggested_path: z.string().max(4096).optional(),
    access: Access,
  }),
  spawn_tasks: z.strictObject({
    tasks: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(200),
          prompt: z.string().min(1).max(50_000),
          folders: z.array(z.string().max(300)).max(50).optional().describe('Names below /folders; all of yours when left out'),
        }),
      )
      .min(1)
      .max(MOST_CHILDREN),
  }),
  schedule_task: z.strictObject({
    when: z.string().min(1).max(500),
    prompt: z.string().min(1).max(20_000),
    name: z.string().min(1).max(200).optional(),
    time_zone: z.string().max(100).optional().describe("IANA name; default: the user's"),
    folders: z
      .array(z.strictObject({ path, access: Access.optional() }))
      .max(20)
      .optional(),
    mode: Mode.optional(),
    max_usd: z.number().positive().optional().describe('Of one run'),
    daily_max_usd: z.number().positive().optional(),
  }),
  create_artifact: z.strictObject({
    title: z.string().min(1).max(200),
    type: z.enum(['md', 'html', 'csv', 'txt', 'json', 'svg', 'code']),
    content: z.string(),
  }),
  deliver_files: z.strictObject({ paths: z.array(path).min(1).max(1000) }),
} as const;

export type ToolName = keyof typeof TOOL_INPUTS;
export type ToolInput<N extends ToolName> = z.infer<(typeof TOOL_INPUTS)[N]>;

/** A tool as the Messages API wants it. `input_schema` is JSON Schema. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly input_schema: Record<string, unknown>;
}

/** How a tool call is scheduled inside a step (DESIGN §4.6). */
export type ToolEffect =
  /** changes nothing, may run beside others; short enough for a local activity */
  | 'quick_read'
  /** changes nothing, may run beside others, may take long */
  | 'read'
  /** may make a change set; runs alone, in the model's order */
  | 'change'
  /** may make a change set; begins only when every change before it is settled, because it sees the folders */
  | 'command'
  /** waits for a person; runs alone */
  | 'ask';
