// search_files: starts the worker thread, collects its hits, ends it when the time is over.
import { CoworkError, type ErrorCode } from '../../contract/errors.ts';
import type { TaskPlaces } from '../places.ts';
import type { SearchHit, SearchResult } from '../port.ts';
import type { SensitiveSpec } from '../sensitive.ts';
import { besides, inWorker } from './in-worker.ts';
import type { SearchJob, SearchMessage } from './search-worker.ts';

export interface SearchQuery {
  readonly path: string;
  readonly pattern: string;
  readonly glob?: string;
  readonly namesOnly: boolean;
  readonly offset: number;
  readonly limit: number;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
}

export async function search(places: TaskPlaces, sensitive: SensitiveSpec, query: SearchQuery): Promise<SearchResult> {
  const hits: SearchHit[] = [];
  let filesSearched = 0;
  let end: Exclude<SearchMessage, { kind: 'some' }> | undefined;
  await inWorker({
    module: besides(import.meta.url, 'search-worker'),
    data: jobOf(places, sensitive, query),
    timeLimitMs: query.timeLimitMs,
    signal: query.signal,
    failure: 'The search failed. Try a simpler pattern or a smaller folder.',
    onMessage: (message) => {
      const told = message as SearchMessage;
      if (told.kind !== 'some') {
        end = told;
        return true;
      }
      hits.push(...told.hits);
      filesSearched = told.filesSearched;
      return false;
    },
  });
  if (end?.kind === 'refused') throw new CoworkError(end.code as ErrorCode, end.detail);
  const incomplete = end === undefined || end.more;
  return { hits, filesSearched, incomplete, next: end?.more ? query.offset + hits.length : undefined };
}

function jobOf(places: TaskPlaces, sensitive: SensitiveSpec, query: SearchQuery): SearchJob {
  const names = places.virtual(query.path);
  const top = query.path.replace(/\/+$/u, '');
  const starts = names === undefined ? [query.path] : names.flatMap((name) => below(places, `${top}/${name}`));
  const { pattern, glob, namesOnly, offset, limit } = query;
  return { places: starts.map((path) => places.resolve(path)), sensitive, pattern, glob, namesOnly, offset, limit };
}

const below = (places: TaskPlaces, path: string): string[] =>
  path === '/folders' ? places.folders.map((f) => `/folders/${f.name}`) : [path];
