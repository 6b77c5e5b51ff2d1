// The page behind the printed link: a one-time code becomes a cookie of this browser, and the page says what there is.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { pagePolicy } from '../guards/headers.ts';
import { sessionCookie } from '../guards/token.ts';
import { json, type Route, route } from '../route.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export const loginRoutes = ({ loginCodes, token, now }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/open',
    root: true,
    open: true,
    summary: 'Signs this browser in by a one-time code and shows a page.',
    query: z.object({ code: z.string().max(200).optional() }),
    answers: { 200: { text: 'A page', type: 'text/html' }, 401: { text: 'The code is used or too old', type: 'text/html' } },
    async handle({ query }) {
      if (query.code === undefined) return page(200, RUNS);
      if (!(await loginCodes.redeem(query.code)))
        return page(401, [
          'This link was used before or is older than ten minutes.',
          'Make a new one in a terminal: <code>cowork open</code>',
        ]);
      const response = page(200, ['This browser is signed in.', ...RUNS]);
      response.headers.set('set-cookie', sessionCookie(token, now()));
      return response;
    },
  }),
  route({
    method: 'get',
    path: '/',
    root: true,
    open: true,
    summary: 'Says that the product runs.',
    answers: { 200: { text: 'A page', type: 'text/html' } },
    handle: () => Promise.resolve(page(200, RUNS)),
  }),
  route({
    method: 'post',
    path: '/login-codes',
    summary: 'Makes a one-time code for /open?code=…, good for ten minutes.',
    answers: { 201: { text: 'The code', schema: z.object({ code: z.string(), expiresAt: z.string(), path: z.string() }) } },
    async handle() {
      const { code, expiresAt } = await loginCodes.issue();
      return json({ status: 201, body: { code, expiresAt, path: `/open?code=${code}` } });
    },
  }),
];

const RUNS = [
  'Durable Cowork runs. This version has no web page yet; everything is done in the terminal:',
  '<code>cowork run "Sort my receipts by month" --folder ~/Downloads</code>: hand over a job and watch it',
  '<code>cowork ls</code>: what there is, and what waits for you',
  '<code>cowork approve</code>, <code>cowork answer</code>, <code>cowork say</code>: what a task needs from you',
  '<code>cowork undo</code>: take a task’s changes back',
];

function page(status: number, lines: readonly string[]): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Durable Cowork</title><style>${STYLE}</style></head><body><h1>Durable Cowork</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</body></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy(STYLE_HASH) },
  });
}
