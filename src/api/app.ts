// The api as one function from Request to Response: guards, routes, problems. It opens no port and reads no environment.
import { type Context, Hono } from 'hono';
import { CoworkError } from '../contract/errors.ts';
import { type ApiDeps, DEFAULT_LIMITS } from './deps.ts';
import { addHeaders } from './guards/headers.ts';
import { checkHost } from './guards/same-host.ts';
import { checkToken, isSignedIn, renewedCookie } from './guards/token.ts';
import { answeredBefore, hashOf, once } from './idempotency.ts';
import { openApi } from './openapi.ts';
import { problemResponse } from './problem.ts';
import { check, readJson } from './read-body.ts';
import { type Call, json, pathOf, type Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';
import { signInPage } from './sign-in-page.ts';
import { isNavigation } from './web-app.ts';

/** Builds the app. It owns nothing: whoever made the dependencies closes them, and the event streams end with `hub.close()`. */
export function createApp(deps: ApiDeps): Hono {
  const app = new Hono();
  const routes = allRoutes(deps);
  const atRoot = new Set(['/openapi.json', ...routes.filter((route) => route.root).map((route) => route.path)]);
  const open = new Set(routes.filter((route) => route.open).map((route) => route.path));

  app.use(async (c, next) => {
    checkHost(c.req.raw, deps.hosts);
    const shown = forBrowser(c.req.raw, c.req.path);
    if (shown) {
      addHeaders(shown);
      return shown;
    }
    const isOpen = open.has(c.req.path) || c.req.path === '/openapi.json';
    if (!isOpen) checkToken(c.req.raw, deps.token, deps.now());
    await next();
    addHeaders(c.res);
    const cookie = isOpen ? undefined : renewedCookie(c.req.raw, deps.token, deps.now());
    if (cookie !== undefined) c.res.headers.set('set-cookie', cookie);
  });
  for (const route of routes) app.on(route.method.toUpperCase(), honoPath(route), (c) => serve(deps, route, c));
  // Made when somebody asks: it would be a tenth of the start.
  let document: string | undefined;
  app.get('/openapi.json', () => {
    document ??= JSON.stringify(openApi(routes, deps.version));
    return new Response(document, { headers: { 'content-type': 'application/json' } });
  });

  for (const [path, allow] of methodsByPath(routes))
    app.all(path, (c) => {
      throw new CoworkError('method_not_allowed', `${c.req.method} is not known here; there are ${allow}.`, { extra: { allow } });
    });
  app.notFound((c) => problem(new CoworkError('not_found', `Nothing is at ${c.req.path}; /openapi.json lists what there is.`)));
  app.onError((error) => problem(error));
  return app;

  /** A file of the web app, or its page at any address that is no route; somebody who is not signed in is told how. */
  function forBrowser(request: Request, path: string): Response | undefined {
    if (!deps.web || !['GET', 'HEAD'].includes(request.method)) return undefined;
    const file = deps.web.file(path);
    if (file) return file;
    if (!isNavigation(request) || path.startsWith('/api/') || (path !== '/' && atRoot.has(path))) return undefined;
    return isSignedIn(request, deps.token, deps.now()) ? deps.web.page() : signInPage(200, true);
  }

  function problem(error: unknown): Response {
    const response = problemResponse(error, deps.log);
    addHeaders(response);
    return response;
  }
}

async function serve(deps: ApiDeps, route: Route, c: Context): Promise<Response> {
  const request = c.req.raw;
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const written = route.rawBody || route.method === 'get' ? {} : await readJson(request, limits.jsonBytes);
  const query = route.query ? check(route.query, c.req.query(), 'bad_request') : {};
  const body = route.body ? check(route.body, written) : {};
  const key = route.method === 'post' ? keyOf(request) : undefined;
  const path = `${c.req.path}${new URL(request.url).search}`;
  const hash = hashOf(route.method, path, written);
  if (key !== undefined && !route.rawBody) {
    const before = await answeredBefore(deps.store, key, hash);
    // Work that goes on after its first answer (undo) says for itself what it has come to.
    if (before && before.status !== 202) return json(before);
  }
  const call: Call = {
    request,
    params: c.req.param(),
    query,
    body,
    written: written as Record<string, unknown>,
    idempotencyKey: key,
    device: deviceOf(request),
    once: (work, bodyHash) =>
      once(deps.store, { key, hash: bodyHash === undefined ? hash : hashOf(route.method, path, bodyHash) }, work),
  };
  return route.handle(call);
}

function keyOf(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key') ?? undefined;
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new CoworkError('bad_request', 'An Idempotency-Key is 1 to 255 visible ASCII characters.');
  return key;
}

/** Words of the caller, for "answered by": shown, never trusted. */
function deviceOf(request: Request): string {
  const words = request.headers.get('x-cowork-device') ?? request.headers.get('cowork-device') ?? '';
  let text = words;
  try {
    text = decodeURIComponent(words);
  } catch {
    // Not encoded: taken as it is.
  }
  return (
    text
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 100) || 'api'
  );
}

const honoPath = (route: Route): string => pathOf(route).replace(/\{(\w+)\}/g, ':$1');

function methodsByPath(routes: readonly Route[]): Map<string, string> {
  const byPath = new Map<string, string[]>([['/openapi.json', ['GET']]]);
  for (const route of routes) byPath.set(honoPath(route), [...(byPath.get(honoPath(route)) ?? []), route.method.toUpperCase()]);
  return new Map([...byPath].map(([path, methods]) => [path, methods.join(', ')]));
}
