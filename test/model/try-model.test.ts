// What a test of the model is made with: the kept key goes to the kept address and nowhere else.
import { expect, it } from '@jest/globals';
import { candidateOf, type KeptModel } from '../../src/model/try-model.ts';

const kept = (baseUrl: string | null = null): KeptModel => ({ key: async () => 'sk-kept', baseUrl, model: 'm' });
const keyFor = async (baseUrl: string | null, wish: Parameters<typeof candidateOf>[1]) =>
  (await candidateOf(kept(baseUrl), wish)).key;

it('what is left out is as it is kept', async () => {
  expect(await candidateOf(kept('http://gateway.example/'), {})).toEqual({
    key: 'sk-kept',
    baseUrl: 'http://gateway.example/',
    model: 'm',
  });
  expect(await candidateOf(kept(), { key: 'sk-typed', model: 'other' })).toEqual({
    key: 'sk-typed',
    baseUrl: undefined,
    model: 'other',
  });
});

it('another address than the kept one is never sent the kept key', async () => {
  for (const baseUrl of [
    'http://127.0.0.1:11434',
    'http://gateway.example:81',
    'https://gateway.example',
    'http://gateway.example/v2',
  ])
    expect({ baseUrl, key: await keyFor('http://gateway.example', { baseUrl }) }).toEqual({ baseUrl, key: undefined });
  expect(await keyFor(null, { baseUrl: 'http://127.0.0.1:11434' })).toBeUndefined();
  expect(await keyFor('http://gateway.example', { baseUrl: null })).toBeUndefined();
});

it('the kept address in another spelling is the kept address', async () => {
  expect(await keyFor('http://gateway.example', { baseUrl: 'http://GATEWAY.example:80/' })).toBe('sk-kept');
  expect(await keyFor(null, { baseUrl: null })).toBe('sk-kept');
});

it('a typed key goes to the typed address', async () => {
  expect(await candidateOf(kept(), { key: 'sk-typed', baseUrl: 'http://127.0.0.1:1' })).toEqual({
    key: 'sk-typed',
    baseUrl: 'http://127.0.0.1:1',
    model: 'm',
  });
});
