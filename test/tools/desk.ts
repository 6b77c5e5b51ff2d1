// A real desk for tests: folders on disk, granted to one task, with the real reader and the tools on it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Access } from '../../src/contract/task.ts';
import { GRANTS, type GrantTables } from '../../src/files/grants-schema.ts';
import { createGrants } from '../../src/files/grants.ts';
import { createPlaces } from '../../src/files/places.ts';
import { createProbe } from '../../src/files/probe.ts';
import { createReader } from '../../src/files/reader/create-reader.ts';
import { createSensitive } from '../../src/files/sensitive.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { callTool } from '../../src/tools/call-tool.ts';
import { createTools } from '../../src/tools/create-tools.ts';
import { createExplainError } from '../../src/tools/explain-error.ts';
import type { ToolOutcome } from '../../src/tools/tool.ts';
import { UNUSED } from './unused-ports.ts';

export interface Desk {
  /** Host path of a granted folder. */
  folder(name: string): string;
  /** Host path of /outputs. */
  readonly outputs: string;
  call(name: string, input: unknown, signal?: AbortSignal): Promise<ToolOutcome>;
  /** The text of a result, whatever it is. */
  said(name: string, input: unknown): Promise<{ text: string; isError: boolean; summary: string; origin: string }>;
  close(): Promise<void>;
}

const TASK = 't1';

export async function openDesk(folders: Record<string, Access>): Promise<Desk> {
  const top = mkdtempSync(join(tmpdir(), 'cowork-tools-'));
  const home = join(top, 'home');
  mkdirSync(home);
  const ledger = await openLedger({ file: join(home, 'desktop.db'), lockFile: join(home, 'lock.db'), owners: [GRANTS] });
  const sensitive = createSensitive({ homes: [join(top, 'user')], own: [home] });
  const probe = createProbe({ home, sensitive, userHome: join(top, 'user') });
  const grants = createGrants({ db: ledger.db as unknown as Kysely<GrantTables>, probe });
  for (const [name, access] of Object.entries(folders)) {
    mkdirSync(join(top, 'user', name), { recursive: true });
    await grants.grant(TASK, { hostPath: join(top, 'user', name), access });
  }
  const files = createReader({ places: createPlaces({ home, grants, sensitive }), sensitive });
  const use = { tools: createTools({ ...UNUSED, files, timeZone: 'Europe/Berlin' }), explain: createExplainError(files) };
  const open = Object.entries(folders).map(([name, access]) => ({ name, access }));
  const call: Desk['call'] = (name, input, signal = new AbortController().signal) =>
    callTool(
      use,
      { name, input },
      { key: { taskId: TASK, step: 0, index: 0 }, signal, folders: open, begun: false, progress: () => undefined },
    );
  const outputs = join(home, 'files', 'tasks', TASK, 'outputs');
  mkdirSync(outputs, { recursive: true });
  return {
    folder: (name) => join(top, 'user', name),
    outputs,
    call,
    async said(name, input) {
      const outcome = await call(name, input);
      if (outcome.kind !== 'result') throw new Error(`${name} answered ${outcome.kind}`);
      const { blocks, isError, summary, origin } = outcome.result;
      return {
        text: blocks.map((block) => (block.type === 'text' ? block.text : `[${block.mediaType}]`)).join('\n'),
        isError,
        summary,
        origin,
      };
    },
    async close() {
      await ledger.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
}
