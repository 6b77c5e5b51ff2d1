// What cannot be provoked with a server: forms of retry-after, network words, and redaction.
import { describe, expect, it } from '@jest/globals';
import { classifyModelError, namedWaitMs } from '../../src/model/errors.ts';
import { redact } from '../../src/model/redact.ts';

describe('the wait that the service names', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': '99999999' }, 86_400_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, ms) => {
    expect(namedWaitMs(new Headers(headers), now)).toBe(ms);
  });
});

describe('a network failure', () => {
  it('is told by its innermost reason', () => {
    const error = new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND api.example') });
    expect(classifyModelError(error, undefined)).toMatchObject({
      code: 'model_unreachable',
      detail: expect.stringContaining('ENOTFOUND api.example'),
    });
  });

  it('carries no cause, which would hold headers', () => {
    expect(classifyModelError(new Error('x'), 'key').cause).toBeUndefined();
  });
});

describe('redaction', () => {
  it('removes the key in every form and keys of known shape', () => {
    const key = 'a"b/c+d secret';
    const clean = redact(
      `${key} ${JSON.stringify(key)} ${encodeURIComponent(key)} sk-ant-api03-abcdefghijk Bearer abcdefghijk http://user:pass@host/`,
      key,
    );
    expect(clean).not.toMatch(/secret|abcdefghijk|pass/);
    expect(clean).toContain('host/');
  });
});
