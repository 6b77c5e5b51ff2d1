// GET /capabilities: what this version can do, so that nobody has to find out by failing.
import { z } from 'zod';
import { Access, Mode } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

const Capabilities = z.object({
  version: z.string(),
  modes: z.array(Mode),
  access: z.array(Access),
  tasks: z.boolean(),
  files: z.boolean(),
  changes: z.boolean(),
  undo: z.boolean(),
  uploads: z.boolean(),
  outputs: z.boolean(),
  /** A result can be shown in the file manager of this machine. */
  showInFolder: z.boolean(),
  search: z.boolean(),
  /** Standing folders, and answers that hold always. */
  folders: z.boolean(),
  vm: z.boolean(),
  web: z.boolean(),
  webPage: z.boolean(),
  schedules: z.boolean(),
  threads: z.boolean(),
  queue: z.boolean(),
  connectors: z.boolean(),
  skills: z.boolean(),
  devices: z.boolean(),
  children: z.boolean(),
  exportImport: z.boolean(),
});

const THERE = {
  tasks: true,
  files: true,
  changes: true,
  undo: true,
  uploads: true,
  outputs: true,
  search: true,
  folders: true,
  vm: true,
  queue: true,
  children: true,
  exportImport: true,
  schedules: true,
  threads: true,
} as const;
const NOT_THERE = {
  web: false,
  connectors: false,
  skills: false,
  devices: false,
} as const;

export const capabilitiesRoutes = ({ version, web, files }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/capabilities',
    summary: 'What this version can do and what it cannot.',
    answers: { 200: { text: 'Capabilities', schema: Capabilities } },
    async handle() {
      return json({
        status: 200,
        body: {
          ...{ version, modes: Mode.options, access: Access.options, ...THERE, ...NOT_THERE },
          webPage: web !== undefined,
          showInFolder: files.showOutput !== undefined,
        },
      });
    },
  }),
];
