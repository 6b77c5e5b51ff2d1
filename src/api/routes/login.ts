// The page behind the printed link: a one-time code becomes a cookie of this browser.
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { sessionCookie } from '../guards/token.ts';
import { json, type Route, route } from '../route.ts';
import { signedInPage, signInPage, usedLinkPage } from '../sign-in-page.ts';

export const loginRoutes = ({ loginCodes, token, now, web }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/open',
    root: true,
    open: true,
    summary: 'Signs this browser in by a one-time code and shows a page: home, or the one at the path `to`.',
    query: z.object({ code: z.string().max(200).optional(), to: z.string().max(1000).optional() }),
    answers: {
      200: { text: 'A page', type: 'text/html' },
      303: { text: 'Signed in: on to the web app, where there is one' },
      401: { text: 'The code is used or too old', type: 'text/html' },
    },
    async handle({ query }) {
      if (query.code === undefined) return signInPage(200, web !== undefined);
      if (!(await loginCodes.redeem(query.code))) return usedLinkPage();
      const response = web ? new Response(null, { status: 303, headers: { location: ownPath(query.to) } }) : signedInPage();
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
    handle: () => Promise.resolve(signInPage(200, web !== undefined)),
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

/** Of this app and nowhere else: two slashes, in whatever spelling, would name another host. */
const ownPath = (to = '/'): string => (/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : '/');
