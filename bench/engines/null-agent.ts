// The null task without the product's stores: same model client, same request, conversation in memory. For the engines beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textResult } from '../../src/contract/tool-result.ts';
import { harness } from '../../src/model/harness.ts';
import { createLimiter } from '../../src/model/limiter.ts';
import { createModel } from '../../src/model/model.ts';
import type { Block, ToolUse, TranscriptMessage } from '../../src/model/port.ts';
import { createTools, type ToolPorts } from '../../src/tools/create-tools.ts';
import { toolSpecs } from '../../src/tools/tool.ts';

export interface NullAgent {
  /** One answer of the model; false when it was the last. */
  callModel(script: string): Promise<boolean>;
  /** What it asked for: the names in an empty folder. */
  runTools(script: string): Promise<void>;
  close(): void;
}

interface Talk {
  readonly transcript: TranscriptMessage[];
  toolUses: readonly ToolUse[];
  step: number;
}

export function createNullAgent(modelUrl: string): NullAgent {
  const model = createModel({ limiter: createLimiter(), baseUrl: modelUrl, apiKey: () => 'sk-of-the-bench' });
  // Only their descriptions are used: the request has the size that the product's has.
  const tools = toolSpecs(createTools({ timeZone: 'UTC' } as ToolPorts));
  const folder = mkdtempSync(join(tmpdir(), 'cowork-null-'));
  const talks = new Map<string, Talk>();
  const talkOf = (script: string): Talk => {
    const talk = talks.get(script) ?? { transcript: [asked(`Look around. [[script:${script}]]`)], toolUses: [], step: 0 };
    talks.set(script, talk);
    return talk;
  };
  return {
    async callModel(script) {
      const talk = talkOf(script);
      const { transcript, step } = talk;
      const request = harness.buildRequest({ model: harness.DEFAULT_MODEL, tools, facts: { mode: 'act' }, transcript });
      const { signal } = new AbortController();
      const quiet = { onText: () => undefined, onUsage: () => undefined };
      const reply = await model.call(request, { signal, priority: 3, interactive: true, ...quiet });
      transcript.push({ step, role: 'assistant', content: reply.content });
      talk.toolUses = reply.toolUses;
      return reply.toolUses.length > 0;
    },
    async runTools(script) {
      const talk = talkOf(script);
      const results: Block[] = [];
      for (const { id } of talk.toolUses) {
        const names = await readdir(folder);
        results.push(harness.toolResultBlock(id, textResult('file', `${names.length} entries`)));
      }
      talk.step += 1;
      talk.transcript.push({ step: talk.step, role: 'user', content: results });
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

const asked = (text: string): TranscriptMessage => ({ step: 0, role: 'user', content: [{ type: 'text', text }] });
