// What a model sees of the tools. A change here changes the behaviour of every task: make it on purpose, and say so in CHANGELOG.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTools } from '../../src/tools/create-tools.ts';
import { toolSpecs } from '../../src/tools/tool.ts';
import { UNUSED } from '../tools/unused-ports.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

describe('the tools as the model sees them', () => {
  const tools = createTools(UNUSED);
  const seen = toolSpecs(tools).map((spec) => ({
    name: spec.name,
    required: spec.input_schema['required'],
    effect: tools.get(spec.name)?.effect,
    description: sha(spec.description),
    schema: sha(JSON.stringify(spec.input_schema)),
  }));
  it('are pinned', () => {
    expect(seen).toEqual(PINNED);
  });
});

const PINNED = [
  { name: 'ask_user', required: ['question'], effect: 'ask', description: '23388d3bdbff', schema: '061383b0a68d' },
  { name: 'bash', required: ['command'], effect: 'command', description: 'd160d0a5e438', schema: '1ea9be9fdfaa' },
  {
    name: 'create_artifact',
    required: ['title', 'type', 'content'],
    effect: 'change',
    description: '1e749c52c66e',
    schema: '47da79a91958',
  },
  { name: 'delete_files', required: ['paths'], effect: 'change', description: 'ddf139978432', schema: '65130eac6fee' },
  { name: 'deliver_files', required: ['paths'], effect: 'change', description: '271bc44b7614', schema: 'b17bbe8a551e' },
  {
    name: 'edit_file',
    required: ['path', 'old_text', 'new_text'],
    effect: 'change',
    description: '5ef17fdaa015',
    schema: '80a3bafcd100',
  },
  { name: 'list_files', required: ['path'], effect: 'quick_read', description: 'ad5604c08c38', schema: 'f79b62660b8b' },
  { name: 'move_files', required: ['moves'], effect: 'change', description: 'fb6d617efed1', schema: 'abddf09deb26' },
  { name: 'read_file', required: ['path'], effect: 'read', description: 'baec6e66cbf2', schema: '79a672aa834b' },
  { name: 'request_folder', required: ['reason', 'access'], effect: 'ask', description: 'b3652d4c58bd', schema: 'b10e8b71842a' },
  { name: 'schedule_task', required: ['when', 'prompt'], effect: 'ask', description: 'd764ab4376d9', schema: '4bf95b0b1e8c' },
  { name: 'search_files', required: ['path', 'pattern'], effect: 'read', description: 'a9c57444f6ed', schema: '7680cebd5056' },
  { name: 'spawn_tasks', required: ['tasks'], effect: 'ask', description: 'cb6ae288c60a', schema: 'e1e4393e8674' },
  { name: 'update_plan', required: ['steps'], effect: 'quick_read', description: '02064ac8ff7c', schema: '534b8e89a31a' },
  { name: 'write_file', required: ['path', 'content'], effect: 'change', description: 'a7afbc139fd2', schema: '835d3c3f6981' },
];
