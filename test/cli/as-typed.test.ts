// What the terminal shows at last: a command that works when it is copied, and signs that the terminal has.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { asTyped, hasSigns, plainSigns } from '../../src/cli/format/as-typed.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { LATER, PRODUCT_HELP, TASK_VERBS } from '../../src/cli/words/help.ts';

const utf8 = { LANG: 'C.UTF-8' };

describe('our command', () => {
  const npx = asTyped({ ...utf8, npm_command: 'exec' });
  it('is said with npx where it came from npx or from a script, and as it is elsewhere', () => {
    expect(npx('Undo: cowork undo t1 --set c2')).toBe('Undo: npx cowork undo t1 --set c2');
    expect(npx('Look: cowork approve a1 --show   Refuse: cowork deny a1')).toBe(
      'Look: npx cowork approve a1 --show   Refuse: npx cowork deny a1',
    );
    expect(asTyped(utf8)('Undo: cowork undo t1')).toBe('Undo: cowork undo t1');
  });
  it('is not looked for in other words, and not doubled', () => {
    for (const text of ['Durable Cowork is ready', 'cowork is a word', '~/cowork run', 'npx cowork run', 'my-cowork run'])
      expect(npx(text)).toBe(text);
  });
  it('knows every verb of the program', () => {
    const source = readFileSync(new URL('../../src/cli/program.ts', import.meta.url), 'utf8');
    const verbs = [...source.matchAll(/verb\('([a-z]+)/g)].map((match) => match[1]);
    expect(verbs.length).toBeGreaterThanOrEqual(10);
    const known: readonly string[] = [...TASK_VERBS, ...Object.keys(PRODUCT_HELP), ...LATER];
    expect(verbs.filter((verb) => !known.includes(verb!))).toEqual([]);
  });
});

describe('signs', () => {
  it.each([
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LC_ALL: 'en_US.utf8', LANG: 'C' }, true],
    [{}, true],
    [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ ...utf8, TERM: 'linux' }, false],
    [{ ...utf8, TERM: 'dumb' }, false],
  ])('%j has them: %s', (env, has) => {
    expect(hasSigns(env, 'linux')).toBe(has);
  });
  it('become ASCII of the same width, and letters stay', () => {
    const text = '✓ done · 3 files → Größe/領収書 … – “x” ● ○ ◐ ◌ ‖ ✗ ▸ ⟨0a⟩';
    expect(plainSigns(text)).toBe('+ done - 3 files > Größe/領収書 ~ - "x" * o ? . = x > <0a>');
    expect(widthOf(plainSigns(text))).toBe(widthOf(text));
  });
});
