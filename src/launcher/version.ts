// What this program calls itself, read from its own package.json (two folders up from src/launcher and from dist/launcher alike).
import { readFileSync } from 'node:fs';

export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
