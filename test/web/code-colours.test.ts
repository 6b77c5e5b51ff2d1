// Code in colours: what the pieces are, and that each colour can be read in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { highlight } from '../../src/web/parts/highlight.ts';
import { type Colour, contrast } from '../../src/web/screens/outputs/formats/slide-colours.ts';

describe('code', () => {
  it('keeps every letter', () => {
    const text = 'const a = `x ${b + 1} <i>`; // end\n';
    const pieces = highlight(text, 'ts');
    expect(pieces?.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces?.find((piece) => piece.text === 'const')?.look).toBe('keyword');
    expect(pieces?.find((piece) => piece.text.startsWith('//'))?.look).toBe('comment');
  });

  it.each(['py', 'tsx', 'sh', 'yml', 'rs', 'cs', 'toml', 'sql', 'json', 'diff'])('is known by the end of its name: %s', (end) => {
    expect(highlight('x', end)).toBeDefined();
  });

  it('of an unknown language has none', () => {
    expect(highlight('x', 'brainstorm')).toBeUndefined();
  });
});

describe('a colour of code', () => {
  const css = readFileSync(new URL('../../src/web/styles.css', import.meta.url), 'utf8');
  const themes = (name: string): Colour[] =>
    (new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)?.slice(1) ?? []) as Colour[];
  it.each(['code-keyword', 'code-string', 'code-number', 'code-name', 'muted', 'good', 'bad'])('can be read: %s', (name) => {
    for (const ground of ['paper', 'raised', 'hover'])
      themes(name).forEach((colour, theme) => expect(contrast(colour, themes(ground)[theme]!)).toBeGreaterThanOrEqual(4.5));
    expect(themes(name)).toHaveLength(2);
  });
});
