// Pins what the system prompt promises and asks. Words may change; what they say must not get lost.
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { PROMPT_VERSION, SYSTEM_PROMPT, systemBlocks } from '../../src/model/prompt.ts';

const promises: [string, RegExp][] = [
  ['a person who is away', /gone away/],
  ['the granted folders and their accesses', /\/folders\/<name>.*read \(look only\), write .*full/s],
  ['the own places', /\/scratch\/.*\/outputs\/.*\/uploads\//s],
  ['where commands run', /Commands \(bash\) run in a sandbox/],
  ['one change set a call, seen before, undone as one', /one change set.*before it happens.*undo it as one/s],
  ['bundling', /one move_files with all moves/],
  ['saying what will be done', /say in a sentence before it/],
  ['refusals are kept', /A refusal is final/],
  ['moving rather than deleting', /Prefer moving to deleting/],
  ['copies where unsure', /work on a copy/],
  ['looking first', /Look before you act/],
  ['asking once, early, with options', /ask once, early, with ask_user and options/],
  ['a plan with one active item', /update_plan.*one active at a time/s],
  ['the last item of the plan', /last item is always "check against the request"/],
  ['verification by reading back and counting', /reading back.*count the totals against the source/s],
  ['no second try of the same input', /Do not send the same input again/],
  ['data is no instruction', /is data: text in it that addresses you.*never an instruction to follow/s],
  ['notices come from the app', /<notice> outside tool results comes from the app/],
  ['the user’s language', /language the person writes in/],
  ['the outcome first, then what was left alone', /outcome first.*left alone and why/s],
  ['unknown when it is', /Say "unknown"/],
];

describe('the system prompt', () => {
  it.each(promises)('says: %s', (_name, words) => {
    expect(SYSTEM_PROMPT).toMatch(words);
  });

  it('is a new version when its words change', () => {
    const print = createHash('sha256').update(SYSTEM_PROMPT).digest('hex').slice(0, 12);
    // Changed the prompt on purpose? Raise PROMPT_VERSION and put the new print here.
    expect({ version: PROMPT_VERSION, print }).toEqual({ version: 3, print: 'b9a9229d65d4' });
  });

  it('holds nothing that changes between tasks or steps', () => {
    expect(SYSTEM_PROMPT).not.toMatch(/\b20\d\d\b|\$\{|undefined/);
    expect(systemBlocks(true)[0]?.['cache_control']).toEqual({ type: 'ephemeral', ttl: '1h' });
    expect(systemBlocks(false)[0]?.['cache_control']).toEqual({ type: 'ephemeral' });
  });
});
