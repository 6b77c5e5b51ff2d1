// The OpenAPI 3.1 document, from the routes and their zod schemas. Ours instead of @hono/zod-openapi: zod itself writes JSON Schema
// (what OpenAPI 3.1 uses), so that what is left is this page; the package would bring three more and its own way to write routes.
import { z } from 'zod';
import * as changes from '../contract/changes.ts';
import { ERROR_CODES } from '../contract/errors.ts';
import * as events from '../contract/events.ts';
import * as http from '../contract/http.ts';
import * as task from '../contract/task.ts';
import { type AnswerSpec, pathOf, type Route } from './route.ts';

type Json = Record<string, unknown>;
const REF = '#/components/schemas/';

/** Pure: the same routes give the same document. Schemas of src/contract are named components, others stand where they are used. */
export function openApi(routes: readonly Route[], version: string): Json {
  const schemas = namedSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = pathOf(route);
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Durable Cowork', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: schemas.components },
  };
}

interface Named {
  readonly components: Json;
  /** The reference to a named schema, else the schema itself. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json;
}

function namedSchemas(): Named {
  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  for (const [name, schema] of Object.entries({ ...task, ...changes, ...events, ...http }))
    if (isSchema(schema)) {
      registry.add(schema, { id: name });
      names.set(schema, name);
    }
  const written = (io: 'input' | 'output'): Json =>
    Object.fromEntries(
      Object.entries(z.toJSONSchema(registry, { io, uri: (id) => REF + id }).schemas).map(([name, schema]) => [
        name,
        withoutHeader(schema),
      ]),
    );
  // Bodies are described as they may be sent (defaults left out), everything else as it is answered.
  const sent = written('input');
  const bodies = Object.fromEntries(Object.entries(sent).filter(([name]) => isBody(name)));
  return {
    components: { ...written('output'), ...bodies },
    of(schema, io) {
      const name = names.get(schema);
      return name
        ? { $ref: REF + name }
        : withoutHeader(z.toJSONSchema(schema, { io, metadata: registry, uri: (id: string) => REF + id } as never));
    },
  };
}

const isSchema = (value: unknown): value is z.ZodType => typeof value === 'object' && value !== null && '_zod' in value;
const isBody = (name: string): boolean => /^(Create|Patch|Post|Put|FolderRequest)/.test(name);

function withoutHeader(schema: object): Json {
  const { $schema: _, $id: __, ...rest } = schema as Json;
  return rest;
}

function operation(route: Route, schemas: Named): Json {
  const parameters = [...pathParameters(route), ...queryParameters(route, schemas), ...keyParameter(route)];
  return {
    summary: route.summary,
    ...(route.open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(route, schemas),
    responses: { ...answers(route.answers, schemas), ...problems(route) },
  };
}

const pathParameters = (route: Route): Json[] =>
  [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

function queryParameters(route: Route, schemas: Named): Json[] {
  if (!route.query) return [];
  const { properties = {} } = schemas.of(route.query, 'input') as { properties?: Record<string, Json> };
  const shape = route.query.shape as Record<string, z.ZodType>;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !shape[name]?.safeParse(undefined).success,
    schema,
  }));
}

const keyParameter = (route: Route): Json[] =>
  route.method === 'post'
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same key and body give the same answer and happen once.',
          schema: { type: 'string', maxLength: 255 },
        },
      ]
    : [];

function requestBody(route: Route, schemas: Named): Json {
  if (route.rawBody)
    return {
      requestBody: {
        required: true,
        content: { [route.rawBody]: { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } } },
      },
    };
  if (!route.body) return {};
  return {
    requestBody: {
      required: !route.body.safeParse({}).success,
      content: { 'application/json': { schema: schemas.of(route.body, 'input') } },
    },
  };
}

function answers(specs: Readonly<Record<number, AnswerSpec>>, schemas: Named): Json {
  return Object.fromEntries(
    Object.entries(specs).map(([status, spec]) => {
      const type = spec.type ?? (spec.schema ? 'application/json' : undefined);
      const content = type ? { content: { [type]: spec.schema ? { schema: schemas.of(spec.schema, 'output') } : {} } } : {};
      return [status, { description: spec.text, ...content }];
    }),
  );
}

/** One entry per status; its description lists the codes of the closed table that the route may answer with. */
function problems(route: Route): Json {
  const codes = [
    ...(route.errors ?? []),
    ...(route.open ? [] : (['unauthorized'] as const)),
    'forbidden' as const,
    ...bodyCodes(route),
  ];
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: { $ref: `${REF}Problem` } } };
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, { description: names.join(', '), content }]));
}

const bodyCodes = (route: Route): (keyof typeof ERROR_CODES)[] => [
  ...(route.body || route.rawBody ? (['bad_request', 'invalid', 'too_large'] as const) : []),
  ...(route.query ? (['bad_request'] as const) : []),
  ...(route.method === 'post' ? (['idempotency_mismatch'] as const) : []),
];
