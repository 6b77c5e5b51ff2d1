// How the launcher's sentences fit the screen.
import { expect, it } from '@jest/globals';
import { wrapLines } from '../../src/launcher/terminal.ts';

const link = `http://127.0.0.1:7417/open?code=${'x'.repeat(40)}`;

it('breaks sentences at words, keeps what is indented, and leaves a link whole', () => {
  expect(wrapLines(`Durable Cowork is ready: ${link}`, 40)).toBe(`Durable Cowork is ready:\n${link}`);
  expect(wrapLines('The link opens it in a browser once, within 10 minutes.', 30)).toBe(
    'The link opens it in a browser\nonce, within 10 minutes.',
  );
  expect(wrapLines('wrong key   none: tasks wait for one\n            cowork config set model-key', 40)).toBe(
    'wrong key   none: tasks wait for one\n            cowork config set model-key',
  );
});
