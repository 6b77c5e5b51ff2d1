// A person at the page: the real product with the scripted model, and Chromium signed in by the one-time link.
import type * as Jest from '@jest/globals';
import type { BrowserContext, BrowserContextOptions, Cookie, Page, Response } from 'playwright-core';
import { endProduct, type ProductOptions, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { type OwnBrowser, startChromium } from './chromium.ts';

/** For a whole test; several share two cores, so what takes a second alone may take twenty. Only a hang comes near it. */
export const PATIENCE_MS = 240_000;
const STEP_MS = 60_000;

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Colours are the theme's, the rest is the width's: each of both once. */
export const LOOKS = [
  ['light, wide', { colorScheme: 'light' }],
  ['dark, phone', { colorScheme: 'dark', ...PHONE }],
] as const;

/** Each new profile would take all files of the app along for later, which costs more than its test: few tests need that. */
const CONTEXT = { locale: 'en-GB', reducedMotion: 'reduce', serviceWorkers: 'block' } as const;
export const WITH_SERVICE_WORKER = { serviceWorkers: 'allow' } as const;
const BLOCKED = 'Service Worker registration blocked by Playwright';

/** One browser profile: its own cookies and storage. */
export interface Visitor {
  readonly page: Page;
  /** What the page should not have done: errors, also in the console, and requests to anybody but the product. */
  readonly problems: () => readonly string[];
}

export interface WebRig {
  readonly rig: ProductRig;
  /** Another profile, signed in, at home. */
  visit(options?: BrowserContextOptions): Promise<Visitor>;
  /** Another profile that has not seen a link. */
  visitUnsigned(options?: BrowserContextOptions): Promise<Visitor>;
  end(): Promise<void>;
}

export async function startWeb(options: Partial<Pick<ProductOptions, 'scripts' | 'route' | 'env'>> = {}): Promise<WebRig> {
  const rig = await startProduct({ scripts: {}, ...options });
  let own: OwnBrowser;
  try {
    own = await startChromium();
  } catch (error) {
    await endProduct(rig);
    throw error;
  }

  /** Of the first profile: a link for each would start the command each time. */
  let signedIn: Cookie[] | undefined;
  async function visitUnsigned(contextOptions: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await own.browser.newContext({ ...CONTEXT, baseURL: rig.client.baseUrl, ...contextOptions });
    if (isInTest) passing.push(context);
    context.setDefaultTimeout(STEP_MS);
    const page = await context.newPage();
    return { page, problems: watchProblems(page, () => rig.client.baseUrl) };
  }
  return {
    rig,
    visitUnsigned,
    async visit(contextOptions) {
      const visitor = await visitUnsigned(contextOptions);
      const context = visitor.page.context();
      if (signedIn) {
        await context.addCookies(signedIn);
        await visitor.page.goto('/');
      } else {
        await signIn(rig, visitor.page);
        signedIn = await context.cookies();
      }
      return visitor;
    },
    async end() {
      try {
        await own.close();
      } finally {
        await endProduct(rig);
      }
    },
  };
}

/** Profiles that a test opened for itself. Left open, their pages would go on asking the product to the end of the file. */
const passing: BrowserContext[] = [];
let isInTest = false;
// Pictures are made without jest.
const { beforeEach, afterEach } = globalThis as Partial<Pick<typeof Jest, 'beforeEach' | 'afterEach'>>;
beforeEach?.(() => void (isInTest = true));
afterEach?.(async () => {
  isInTest = false;
  for (const context of passing.splice(0)) {
    await context.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => undefined);
    await context.close().catch(() => undefined);
  }
});

/** As a person does it: `cowork open` prints the link. Answers the page that it leads to. */
export async function signIn(rig: ProductRig, page: Page): Promise<Response> {
  const { out } = await rig.cowork(['open']);
  const response = await page.goto(out.trim());
  if (!response) throw new Error('the link led nowhere');
  return response;
}

function watchProblems(page: Page, origin: () => string): () => readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.text() === BLOCKED) return;
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  page.context().on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${origin()}/`))
      problems.push(`request: ${request.url()}`);
  });
  return () => problems;
}
