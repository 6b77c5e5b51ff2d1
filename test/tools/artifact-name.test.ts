// Titles become names that every system takes, and versions are counted from what is there.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { artifactName, nextVersion, versionName } from '../../src/tools/artifact-name.ts';
import type { ArtifactType } from '../../src/tools/artifact-name.ts';

describe('artifactName', () => {
  it.each<[string, ArtifactType, string]>([
    ['Receipts 2024', 'csv', 'Receipts 2024.csv'],
    ['report.md', 'md', 'report.md'],
    ['Report.MD', 'md', 'Report.md'],
    ['report.md', 'html', 'report.md.html'],
    ['Q3: costs / plan', 'md', 'Q3 - costs - plan.md'],
    ['../../etc/passwd', 'txt', 'etc - passwd.txt'],
    ['.hidden', 'txt', 'hidden.txt'],
    ['   ', 'md', 'untitled.md'],
    ['...', 'md', 'untitled.md'],
    ['con', 'txt', '_con.txt'],
    ['LPT1.notes', 'md', '_LPT1.notes.md'],
    ['rename.py', 'code', 'rename.py'],
    ['a script', 'code', 'a script.txt'],
    ['Ubersicht\u0308', 'md', 'Ubersichẗ.md'.normalize('NFC')],
    ['in\u202evisible\u200b', 'md', 'invisible.md'],
    ['می\u200cخواهم', 'md', 'می\u200cخواهم.md'],
    ['tab\tand\nline', 'txt', 'tab - and - line.txt'],
  ])('%j as %s is %j', (title, type, name) => expect(artifactName(title, type)).toBe(name));

  it('is one plain name of at most 255 bytes for any title', () => {
    const types = fc.constantFrom<ArtifactType>('md', 'html', 'csv', 'txt', 'json', 'svg', 'code');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), types, (title, type) => {
        const name = artifactName(title, type);
        expect(name).toMatch(/^[^/\\:*?"<>|\p{Cc}]+\.[a-z0-9]+$/iu);
        expect(name).not.toMatch(/^[.\s]/);
        expect(name.isWellFormed()).toBe(true);
        expect(Buffer.byteLength(versionName(name, 999_999))).toBeLessThanOrEqual(255);
        expect(artifactName(title, type)).toBe(name);
      }),
      { numRuns: 3000, verbose: 1 },
    );
  });

  it('shortens between characters as people see them', () => {
    const name = artifactName('👩‍👩‍👧'.repeat(30), 'md');
    expect(name).toMatch(/^(👩‍👩‍👧)+\.md$/u);
    expect(Buffer.byteLength(name)).toBeGreaterThan(150);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  });
});

describe('versions', () => {
  it('are numbered after the highest that is there', () => {
    expect(nextVersion('r.md', ['r.md'])).toBe(1);
    expect(nextVersion('r.md', ['r.md', 'r.v1.md', 'r.v12.md', 'r.v3.md'])).toBe(13);
    expect(nextVersion('r.md', ['r.md', 'r.vx.md', 'rr.v4.md', 'r.v4.csv', 'r.v.md'])).toBe(1);
    expect(nextVersion('R.md', ['r.V2.md'])).toBe(3);
    expect(versionName('a.b.md', 2)).toBe('a.b.v2.md');
  });
});
