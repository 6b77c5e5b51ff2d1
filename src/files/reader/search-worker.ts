// Worker thread of a search: walks, matches and posts hits in batches. It may be ended at any moment, also inside a regular expression.
import { parentPort, workerData } from 'node:worker_threads';
import { isCoworkError } from '../../contract/errors.ts';
import { type Place, toHostPath } from '../places.ts';
import type { SearchHit } from '../port.ts';
import { createSensitive, type SensitiveSpec } from '../sensitive.ts';
import { createGlob, createMatcher } from './matcher.ts';
import { searchPlace } from './search-walk.ts';

export interface SearchJob {
  readonly places: readonly Place[];
  readonly sensitive: SensitiveSpec;
  readonly pattern: string;
  readonly glob: string | undefined;
  readonly namesOnly: boolean;
  /** Hits to pass over, and hits to find before stopping. */
  readonly offset: number;
  readonly limit: number;
}
export type SearchMessage =
  | { kind: 'some'; hits: SearchHit[]; filesSearched: number }
  /** `more`: there is at least one hit beyond the limit. */
  | { kind: 'end'; more: boolean }
  | { kind: 'refused'; code: string; detail: string };

/** What is found is told at least this often, so that a search that is ended early still has an answer. */
const TELL_EVERY_MS = 50;

const job = workerData as SearchJob;
const sensitive = createSensitive(job.sensitive);
const rules = {
  matcher: createMatcher(job.pattern),
  glob: createGlob(job.glob),
  namesOnly: job.namesOnly,
  hidden: (place: Place, components: readonly string[]) =>
    place.area === 'folder' && sensitive.reason(toHostPath(place, components)) !== undefined,
};

let hits: SearchHit[] = [];
let filesSearched = 0;
let toldAt = performance.now();
const post = (message: SearchMessage): void => parentPort?.postMessage(message);
const tell = (): void => {
  post({ kind: 'some', hits, filesSearched });
  hits = [];
  toldAt = performance.now();
};

function run(): boolean {
  let seen = 0;
  for (const place of job.places) {
    for (const step of searchPlace(place, rules)) {
      if (step.kind === 'searched') filesSearched++;
      if (step.kind === 'hit' && seen++ >= job.offset) {
        if (seen > job.offset + job.limit) return true;
        hits.push(step.hit);
      }
      if (performance.now() - toldAt > TELL_EVERY_MS) tell();
    }
  }
  return false;
}

try {
  const more = run();
  tell();
  post({ kind: 'end', more });
} catch (error) {
  if (!isCoworkError(error)) throw error;
  post({ kind: 'refused', code: error.code, detail: error.detail });
}
