// Headers of every answer: nothing here is a page that may load, run or be framed, unless its route says otherwise.

const EVERYWHERE: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** For what tasks made: it may be looked at, in an opaque origin, without scripts and without network. */
export const OUTPUT_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:";
/** For our own page: its one style sheet is named by hash, so that nothing else runs. */
export const pagePolicy = (styleHash: string): string =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/**
 * For the web app: only files of this server run and style it, nothing is inline, and it speaks to nobody else. Frames are for
 * outputs, which bring a policy of their own; this one also keeps them from leading their frame elsewhere. No blob:, because a page
 * that an output made for itself would be one without its guard (`artifact-page.ts`).
 */
export const APP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Adds what the answer has not set itself. */
export function addHeaders(response: Response): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) if (!response.headers.has(name)) response.headers.set(name, value);
}
