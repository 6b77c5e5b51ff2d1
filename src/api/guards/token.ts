// Who may call: the bearer token, or the cookie that a one-time login link left in this browser.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CoworkError } from '../../contract/errors.ts';

const COOKIE = 'cowork_session';
/** A browser stays signed in for a month, anew while it is used; a new token ends all sessions at once, because it is their key. */
const SESSION_MS = 30 * 24 * 3600 * 1000;

/** @throws CoworkError unauthorized without a valid token or session, forbidden when a session is used from elsewhere */
export function checkToken(request: Request, token: string, now: Date): void {
  const header = request.headers.get('authorization');
  if (header !== null) {
    if (/^bearer /i.test(header) && sameSecret(header.slice(7).trim(), token)) return;
    throw new CoworkError('unauthorized', 'The token in the Authorization header is not the one of this installation.');
  }
  const session = cookieOf(request);
  if (session === undefined || !isSession(session, token, now))
    throw new CoworkError(
      'unauthorized',
      'Send the header "Authorization: Bearer <token>"; `cowork status` says where the token is.',
    );
  if (!isOwnPage(request))
    throw new CoworkError('forbidden', 'The sign-in of this browser works only from pages of this server.');
}

/** The same question for a page: which of two it gets. */
export function isSignedIn(request: Request, token: string, now: Date): boolean {
  try {
    checkToken(request, token, now);
    return true;
  } catch {
    return false;
  }
}

/** Takes the same time whatever differs, the length included. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The cookie for a browser that has shown a login code. It is signed with the token and is not the token. */
export function sessionCookie(token: string, now: Date): string {
  const until = now.getTime() + SESSION_MS;
  const value = `${until}.${sign(until, token)}`;
  return `${COOKIE}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_MS / 1000}`;
}

/** A new cookie for a browser whose own is in the second half of its life. */
export function renewedCookie(request: Request, token: string, now: Date): string | undefined {
  const session = cookieOf(request);
  if (session === undefined || !isSession(session, token, now)) return undefined;
  return parseInt(session) - now.getTime() < SESSION_MS / 2 ? sessionCookie(token, now) : undefined;
}

function isSession(value: string, token: string, now: Date): boolean {
  const [until = '', signature = ''] = value.split('.');
  return sameSecret(signature, sign(Number(until), token)) && Number(until) > now.getTime();
}

const sign = (until: number, token: string): string => createHmac('sha256', token).update(`session ${until}`).digest('base64url');

function cookieOf(request: Request): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(/; */);
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

/**
 * Cookies do not see ports: another program's page on this machine is "same site", so the browser's own word on who calls is asked.
 * A foreign Origin was refused before (`checkHost`), so one that is there is ours.
 */
function isOwnPage(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin') return true;
  if (site === 'none') return request.method === 'GET' || request.method === 'HEAD';
  return site === null && request.headers.get('origin') !== null;
}
