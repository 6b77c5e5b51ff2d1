// Addresses whose place is kept for later versions: 501, in the same words as every refusal.
import { CoworkError } from '../../contract/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { type Method, type Route, route } from '../route.ts';

const LATER: readonly [Method, string, string][] = [
  ...collection('/connectors', 'Connectors'),
  ...collection('/skills', 'Skills'),
  ...collection('/devices', 'Devices'),
];

export const laterRoutes = (_: ApiDeps): Route[] =>
  LATER.map(([method, path, what]) =>
    route({
      method,
      path,
      summary: `${what}: not in this version.`,
      answers: {},
      errors: ['not_available'],
      handle: () =>
        Promise.reject(
          new CoworkError('not_available', `${what}: this version cannot do that; /api/v1/capabilities says what it can.`),
        ),
    }),
  );

function collection(path: string, what: string): [Method, string, string][] {
  return [
    ['get', path, what],
    ['post', path, what],
    ['get', `${path}/{id}`, what],
    ['patch', `${path}/{id}`, what],
    ['delete', `${path}/{id}`, what],
  ];
}
