// The OpenAPI document says what the server does: every route, every schema, and answers that match it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRig, type Rig } from './rig.ts';

interface Document {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, unknown>; parameters?: { name: string; required: boolean }[]; requestBody?: object }
    >
  >;
  components: { schemas: Record<string, { type?: string; required?: string[]; properties?: Record<string, unknown> }> };
}
let rig: Rig;
let document: Document;
beforeAll(async () => {
  rig = await openRig();
  document = (await rig.call<Document>('GET', '/openapi.json')).body;
});
afterAll(() => rig.close());

describe('the OpenAPI document', () => {
  it('is 3.1 and knows every address of the contract', () => {
    expect(document.openapi).toBe('3.1.0');
    const pairs = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    for (const pair of [
      'post /tasks',
      'get /tasks',
      'get /tasks/{id}',
      'patch /tasks/{id}',
      'delete /tasks/{id}',
      'get /tasks/{id}/events',
      'post /tasks/{id}/messages',
      'post /tasks/{id}/answers',
      'post /tasks/{id}/pause',
      'post /tasks/{id}/resume',
      'post /tasks/{id}/cancel',
      'get /tasks/{id}/changes',
      'post /tasks/{id}/undo',
      'post /tasks/{id}/redo',
      'get /approvals',
      'post /approvals/{id}',
      'post /uploads',
      'get /outputs/{id}',
      'get /outputs/{id}/content',
      'get /browse',
      'get /search',
      'get /settings',
      'patch /settings',
      'put /settings/model-key',
      'post /queue',
      'get /capabilities',
      'get /schedules',
      'post /threads/{id}/messages',
      'get /threads/{id}/events',
      'get /folders',
      'post /folders',
      'get /folders/suggestions',
      'get /folders/{id}',
      'patch /folders/{id}',
      'delete /folders/{id}',
      'delete /folders/{id}/always/{kind}',
      'get /connectors',
      'get /skills',
      'get /devices',
    ]) {
      const [method, path] = pair.split(' ');
      expect(pairs).toContain(`${method} /api/v1${path}`);
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(pairs).toContain(`get ${path}`);
  });

  it('has no reference that leads nowhere, and no schema header inside', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name);
    expect(text).not.toContain('"$schema"');
  });

  it('describes bodies as they may be sent and answers as they come', () => {
    const { CreateTask, Task } = document.components.schemas;
    expect(CreateTask?.required).toEqual(['prompt']);
    expect(Task?.required).toEqual(expect.arrayContaining(['id', 'status', 'budget', 'folders']));
    expect(Task?.required).not.toContain('outcome');
    const list = document.paths['/api/v1/tasks']?.['get'];
    expect(list?.parameters?.map(({ name, required }) => [name, required])).toEqual([
      ['limit', false],
      ['cursor', false],
      ['status', false],
      ['archived', false],
      ['threadId', false],
      ['children', false],
    ]);
    expect(document.paths['/api/v1/search']?.['get']?.parameters?.[0]).toMatchObject({ name: 'q', required: true });
    expect(Object.keys(document.paths['/api/v1/tasks']?.['post']?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '401', '409', '422']),
    );
  });

  it('answers every address that it names with something else than 404 and 500', async () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const method of Object.keys(methods)) {
        const url = path.replace('/api/v1', '').replace(/\{\w+\}/g, 'x');
        const response = await rig.send(method.toUpperCase(), url || '/');
        const body = await response.text();
        expect([method, path, response.status < 500 || response.status === 501]).toEqual([method, path, true]);
        // A 404 is about the thing, never about the address.
        if (response.status === 404) expect(body).not.toContain('/openapi.json lists');
      }
  });
});
