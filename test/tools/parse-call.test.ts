// What the model got wrong is said in plain words, and nothing it sends makes parsing throw.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TOOL_INPUTS } from '../../src/contract/tools.ts';
import type { ToolName } from '../../src/contract/tools.ts';
import { parseCall } from '../../src/tools/parse-call.ts';
import type { Tool } from '../../src/tools/tool.ts';

const schemaOf = (name: ToolName): Tool['input'] => TOOL_INPUTS[name];

const problems = (name: ToolName, input: unknown): string => {
  const parsed = parseCall({ name, input: schemaOf(name) }, input);
  if (parsed.ok) throw new Error('was accepted');
  expect(parsed.result.isError).toBe(true);
  const [block] = parsed.result.blocks;
  return block?.type === 'text' ? block.text : '';
};

describe('parseCall', () => {
  it('hands acceptable input on', () => {
    const parsed = parseCall({ name: 'list_files', input: TOOL_INPUTS.list_files }, { path: '/folders/A', limit: 5 });
    expect(parsed).toEqual({ ok: true, input: { path: '/folders/A', limit: 5 } });
  });

  it.each<[string, ToolName, unknown, string]>([
    ['broken JSON', 'list_files', undefined, 'not valid JSON'],
    ['no object', 'list_files', 'x', 'the input must be an object, not text (send it as JSON, not inside a string)'],
    ['null', 'list_files', null, 'the input must be an object, not null'],
    ['a missing field', 'read_file', {}, 'path is missing'],
    ['an unknown field', 'read_file', { path: '/a', lines: 3 }, 'there is no field "lines"'],
    ['a wrong type', 'read_file', { path: '/a', limit: 'ten' }, 'limit must be a number, not "ten"'],
    ['too much', 'list_files', { path: '/a', limit: 5000 }, 'limit must be at most 2,000'],
    ['too little', 'list_files', { path: '/a', limit: 0 }, 'limit must be at least 1'],
    ['a fraction', 'list_files', { path: '/a', offset: 1.5 }, 'offset must be a whole number'],
    ['an empty list', 'delete_files', { paths: [] }, 'paths must not be empty'],
    ['empty text', 'read_file', { path: '' }, 'path must not be empty'],
    [
      'a list inside a string',
      'delete_files',
      { paths: '["/a"]' },
      'paths must be a list, not text (send it as JSON, not inside a string)',
    ],
    ['a field deep inside', 'move_files', { moves: [{ from: '/a', to: '/b' }, { from: '/a' }] }, 'moves[1].to is missing'],
    [
      'an unknown field deep inside',
      'move_files',
      { moves: [{ from: '/a', to: '/b', force: true }] },
      'moves[0]: there is no field "force"',
    ],
    [
      'another word',
      'update_plan',
      { steps: [{ title: 'a', status: 'doing' }] },
      'steps[0].status must be one of "pending", "active", "done"',
    ],
    ['half a character', 'write_file', { path: '/a', content: 'x\ud83d' }, 'content holds half a character'],
    ['half a character deep inside', 'delete_files', { paths: ['/a', '/\udc00'] }, 'paths[1] holds half a character'],
  ])('names %s', (_, name, input, says) => {
    const text = problems(name, input);
    expect(text).toContain(says);
    expect(text).toMatch(new RegExp(`^${name} was not called`));
  });

  it('names ten problems and counts the rest', () => {
    const text = problems('delete_files', { paths: Array.from({ length: 25 }, () => 1) });
    expect(text.match(/^- paths\[/gm)).toHaveLength(10);
    expect(text).toContain('- and 15 more');
  });

  it('never throws, whatever is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(TOOL_INPUTS) as ToolName[])), fc.anything(), (name, input) => {
        const parsed = parseCall({ name, input: schemaOf(name) }, input);
        return parsed.ok || parsed.result.isError;
      }),
      { numRuns: 2000, verbose: 1 },
    );
  });
});
