// The built web app: its files, read once, so that no path of a request ever reaches the disk.
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { APP_POLICY } from './guards/headers.ts';

export interface WebApp {
  /** The file at an address such as /assets/main-1a2b.js. They hold no secrets: everybody who may call gets them. */
  file(path: string): Response | undefined;
  /** The page behind every address of the app. */
  page(): Response;
}

/** What is of no known type is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Undefined where nothing was built. Not compressed: on loopback that costs more than it saves. */
export function openWebApp(folder: string | undefined): WebApp | undefined {
  const files = folder === undefined ? new Map<string, File>() : readFiles(folder);
  const index = files.get('/index.html');
  if (!index) return undefined;
  return {
    file(path) {
      const found = files.get(path);
      return found && answer(found);
    },
    page: () => answer(index),
  };
}

/** A person's browser that opens an address, rather than a program that asks for data. */
export const isNavigation = (request: Request): boolean => (request.headers.get('accept') ?? '').includes('text/html');

interface File {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly type: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

function readFiles(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const name of globSync('**/*', { cwd: folder })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    files.set(path, { bytes: readFileSync(join(folder, name)), type, immutable: path.startsWith('/assets/') });
  }
  return files;
}

const answer = ({ bytes, type, immutable }: File): Response =>
  new Response(bytes, {
    headers: {
      'content-type': type,
      'content-security-policy': APP_POLICY,
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
