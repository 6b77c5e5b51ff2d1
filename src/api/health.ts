// The checks of "cowork doctor" as a page is told of them.
import { CoworkError } from '../contract/errors.ts';
import type { HealthCheck } from '../contract/http.ts';
import type { ApiDeps } from './deps.ts';

/** A check, with what mends it where that needs no terminal. */
export interface Mendable extends Omit<HealthCheck, 'mendable'> {
  readonly repair?: () => Promise<string>;
}

export const createHealth = (examine: () => Promise<readonly Mendable[]>): ApiDeps['health'] => ({
  checks: async () => (await examine()).map(({ repair, ...check }) => ({ ...check, ...(repair ? { mendable: true } : {}) })),
  async mend(name) {
    const repair = (await examine()).find((check) => check.name === name && check.repair)?.repair;
    if (!repair) throw new CoworkError('not_found', `There is nothing to mend at ${name}, or only in a terminal.`);
    return repair();
  },
});
