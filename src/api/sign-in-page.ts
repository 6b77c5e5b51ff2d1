// The pages of a browser that has no web app to show: not signed in, or none was built. No script, one style sheet by hash.
import { createHash } from 'node:crypto';
import { pagePolicy } from './guards/headers.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Built with the package; in a checkout by each start, until it has worked. */
const RUNS = [
  'Durable Cowork runs, and your tasks with it. Its web page could not be built at this start; <code>cowork logs launcher</code> says why.',
  'What it is built with may be missing. In the folder of Durable Cowork, this installs it and starts again: <code>npm install &amp;&amp; npx cowork stop &amp;&amp; npm start</code>',
  'Until then everything can be done in the terminal:',
  '<code>cowork run "Sort my receipts by month" --folder ~/Downloads</code>: hand over a job and watch it',
  '<code>cowork ls</code>: what there is, and what waits for you',
  '<code>cowork approve</code>, <code>cowork answer</code>, <code>cowork say</code>: what a task needs from you',
  '<code>cowork undo</code>: take a task’s changes back',
];
const SIGN_IN = [
  'Durable Cowork runs. This browser is not signed in, or no longer.',
  'Make a link that signs it in, in a terminal: <code>cowork open</code>',
];

export const signInPage = (status: number, hasWebApp: boolean): Response => page(status, hasWebApp ? SIGN_IN : RUNS);

export const signedInPage = (): Response => page(200, ['This browser is signed in.', ...RUNS]);

export const usedLinkPage = (): Response =>
  page(401, [
    'This link was used before or is older than ten minutes.',
    'Make a new one in a terminal: <code>cowork open</code>',
  ]);

function page(status: number, lines: readonly string[]): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Durable Cowork</title><style>${STYLE}</style></head><body><h1>Durable Cowork</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</body></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy(STYLE_HASH) },
  });
}
