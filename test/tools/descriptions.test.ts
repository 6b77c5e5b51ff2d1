// What the model reads about the tools before it calls one.
import { describe, expect, it } from '@jest/globals';
import { TOOL_INPUTS } from '../../src/contract/tools.ts';
import { callTool, unknownTool } from '../../src/tools/call-tool.ts';
import { createTools } from '../../src/tools/create-tools.ts';
import { createExplainError } from '../../src/tools/explain-error.ts';
import { toolSpecs } from '../../src/tools/tool.ts';
import type { ToolContext, ToolOutcome } from '../../src/tools/tool.ts';
import { UNUSED } from './unused-ports.ts';

const tools = createTools(UNUSED);
const all = [...tools.values()].map((tool) => [tool.name, tool] as const);
const exampleOf = (description: string): unknown => JSON.parse(/^Example: (\{.*\})$/m.exec(description)?.[1] ?? '');

describe.each(all)('%s', (name, tool) => {
  it('says its purpose in one sentence, when to use it, its limits, an example and an error', () => {
    const lines = tool.description.split('\n');
    expect(lines[0]).toMatch(/^[A-Z].*[.]$/);
    expect(lines[1]).toMatch(/\b(use|prefer|put)\b/i);
    expect(tool.description).toMatch(/^Limits: .*\d|^Limits: one |^Limits: as much/m);
    expect(tool.description).toMatch(/^Error: ".+"$/m);
    expect(tool.description.length).toBeLessThan(1200);
  });

  it('names another tool where one may be the better choice', () => {
    const others = [...tools.keys()].filter((other) => other !== name && tool.description.includes(other));
    expect(others.length).toBeGreaterThan(0);
  });

  it('gives an example that its own schema takes', () => {
    expect(tool.input.safeParse(exampleOf(tool.description))).toMatchObject({ success: true });
  });

  it('says in present tense what it is doing, in one short line', () => {
    const line = tool.doing(exampleOf(tool.description));
    expect(line).toMatch(/^[A-Z]\w+ing\b[^\n]*$/);
    expect(line.length).toBeLessThan(200);
  });

  it('has the input of the contract', () => {
    expect(tool.input).toBe(TOOL_INPUTS[name as keyof typeof TOOL_INPUTS]);
  });
});

describe('the specs', () => {
  it('are sorted by name, and the same bytes each time', () => {
    const specs = toolSpecs(tools);
    expect(specs.map((spec) => spec.name)).toEqual([...tools.keys()].sort());
    const turned = new Map([...createTools({ ...UNUSED, timeZone: 'Asia/Tokyo' })].reverse());
    expect(JSON.stringify(toolSpecs(turned))).toBe(JSON.stringify(specs));
  });

  it('are what the Messages API takes, and cost few tokens', () => {
    for (const spec of toolSpecs(tools)) {
      expect(spec.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(spec.input_schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(JSON.stringify(spec.input_schema)).not.toMatch(/\$schema|9007199254740991/);
    }
    expect(JSON.stringify(toolSpecs(tools)).length).toBeLessThan(18_000);
  });
});

describe('a call', () => {
  const context: ToolContext = {
    key: { taskId: 't', step: 0, index: 0 },
    signal: new AbortController().signal,
    progress: () => undefined,
    folders: [],
    begun: false,
  };
  const use = { tools, explain: createExplainError(UNUSED.files) };
  const call = (name: string, input: unknown): Promise<ToolOutcome> => callTool(use, { name, input }, context);

  it('of a tool that is not there names what is', async () => {
    for (const name of ['shell', 'web_search', 'web_fetch', 'book_flight', 'read_skill', 'mail__send', '', 'x'.repeat(5000)]) {
      const outcome = await call(name, { command: 'ls' });
      expect(outcome).toEqual({ kind: 'result', result: unknownTool(name, tools) });
      const text = JSON.stringify(outcome);
      for (const there of tools.keys()) expect(text).toContain(there);
      expect(text.length).toBeLessThan(1000);
    }
  });

  it('with bad input is an error result', async () => {
    expect(await call('write_file', undefined)).toMatchObject({ kind: 'result', result: { isError: true, origin: 'task' } });
  });

  it('drafts changes and changes nothing', async () => {
    expect(
      await call('move_files', {
        moves: [
          { from: '/folders/A/a b.jpg', to: '/folders/A/Pictures/' },
          { from: '/folders/A/sub/', to: '/folders/B/' },
          { from: '/folders/A/x', to: '/folders/A/y' },
        ],
        replace: true,
      }),
    ).toEqual({
      kind: 'changes',
      draft: [
        { op: 'move', from: '/folders/A/a b.jpg', to: '/folders/A/Pictures/a b.jpg', replace: true },
        { op: 'move', from: '/folders/A/sub/', to: '/folders/B/sub', replace: true },
        { op: 'move', from: '/folders/A/x', to: '/folders/A/y', replace: true },
      ],
    });
    expect(await call('delete_files', { paths: ['/folders/A/x', '/folders/A/x'] })).toEqual({
      kind: 'changes',
      draft: [{ op: 'delete', path: '/folders/A/x' }],
    });
    expect(await call('edit_file', { path: '/folders/A/x', old_text: 'a', new_text: '' })).toEqual({
      kind: 'changes',
      draft: [{ op: 'edit', path: '/folders/A/x', oldText: 'a', newText: '' }],
    });
    expect(await call('deliver_files', { paths: ['/scratch/r.pdf'] })).toEqual({
      kind: 'changes',
      draft: [{ op: 'deliver', path: '/scratch/r.pdf' }],
    });
  });

  it('keeps the plan and counts it', async () => {
    const steps = [
      { title: 'a', status: 'done' },
      { title: 'b', status: 'active' },
      { title: 'c', status: 'active' },
    ];
    const outcome = await call('update_plan', { steps });
    expect(outcome).toMatchObject({ kind: 'plan', plan: steps, result: { summary: 'Plan: 1 of 3 done', isError: false } });
    expect(JSON.stringify(outcome)).toContain('now: b. 2 steps are active: work on one at a time.');
  });

  it('asks with options that can be told apart', async () => {
    expect(await call('ask_user', { question: 'Which?', options: ['a', 'b', 'a'] })).toEqual({
      kind: 'question',
      question: 'Which?',
      options: ['a', 'b'],
      multiple: false,
    });
    expect(await call('request_folder', { reason: 'r', access: 'read' })).toEqual({
      kind: 'folder',
      reason: 'r',
      access: 'read',
    });
    expect(await call('request_folder', { reason: 'r', access: 'read', suggested_path: '~/x' })).toMatchObject({
      suggestedPath: '~/x',
    });
  });

  it('throws on what is not for the model', async () => {
    await expect(call('list_files', { path: '/folders/A' })).rejects.toThrow('not asked for');
  });
});
