// The hash that an approval is bound to, checked against the examples of RFC 8785.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { argumentsHash } from '../../src/activities/arguments-hash.ts';
import type { Operation } from '../../src/contract/changes.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hashOfArguments = (json: string): string =>
  argumentsHash({ tool: 't', arguments: JSON.parse(json) as Record<string, unknown>, operations: [] });
const expected = (canonical: string): string => sha256(`{"arguments":${canonical},"operations":[],"tool":"t"}`);

const MOVE: Operation = { id: '1', op: 'move', from: '/folders/A/x', to: '/folders/A/y', bytes: 3, before: 'aa', after: 'aa' };

describe('argumentsHash', () => {
  it('writes numbers, strings and literals as RFC 8785, 3.2.2 shows', () => {
    const input = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    const canonical = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(hashOfArguments(input)).toBe(expected(canonical));
  });

  it('sorts names by UTF-16 units as RFC 8785, 3.2.3 shows', () => {
    const input = String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`;
    const canonical = `{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}`;
    expect(hashOfArguments(input)).toBe(expected(canonical));
  });

  it('is the SHA-256 of {arguments, operations, tool} with what each operation does', () => {
    const hash = argumentsHash({ tool: 'move_files', arguments: { b: 1, a: 2 }, operations: [MOVE] });
    const operation = '{"after":"aa","before":"aa","bytes":3,"from":"/folders/A/x","id":"1","op":"move","to":"/folders/A/y"}';
    expect(hash).toBe(sha256(`{"arguments":{"a":2,"b":1},"operations":[${operation}],"tool":"move_files"}`));
  });

  it('is the same whatever the order of members', () => {
    const turned = Object.fromEntries(Object.entries(MOVE).reverse()) as Operation;
    const one = argumentsHash({ tool: 't', arguments: { a: [1, 2], b: {} }, operations: [MOVE] });
    expect(argumentsHash({ operations: [turned], arguments: { b: {}, a: [1, 2] }, tool: 't' })).toBe(one);
  });

  it.each([
    ['tool', { tool: 'other' }],
    ['arguments', { arguments: { a: 2 } }],
    ['content', { operations: [{ ...MOVE, after: 'ab' }] }],
    ['what was there before', { operations: [{ ...MOVE, before: 'ab' }] }],
    ['target', { operations: [{ ...MOVE, to: '/folders/A/z' }] }],
    ['number of operations', { operations: [MOVE, MOVE] }],
  ])('differs when the %s differs', (_, other) => {
    const one = { tool: 't', arguments: { a: 1 }, operations: [MOVE] };
    expect(argumentsHash({ ...one, ...other })).not.toBe(argumentsHash(one));
  });

  it('does not depend on the diff, which only explains', () => {
    const one = { tool: 't', arguments: {}, operations: [MOVE] };
    expect(argumentsHash({ ...one, operations: [{ ...MOVE, diff: '-a\n+b' }] })).toBe(argumentsHash(one));
  });
});
