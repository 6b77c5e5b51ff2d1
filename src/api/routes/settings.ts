// GET and PATCH /settings, PUT /settings/model-key. A key goes in and never comes out.
import { PatchSettings, PutModelKey, Settings } from '../../contract/http.ts';
import type { WaitingFor } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

export const settingsRoutes = (deps: ApiDeps): Route[] => {
  const { settings, secrets, outbox } = deps;
  const view = async (): Promise<Settings> => ({ ...(await settings.read()), hasModelKey: await secrets.has() });
  return [
    route({
      method: 'get',
      path: '/settings',
      summary: 'The settings; of the model key only whether there is one.',
      answers: { 200: { text: 'Settings', schema: Settings } },
      async handle() {
        return json({ status: 200, body: await view() });
      },
    }),
    route({
      method: 'patch',
      path: '/settings',
      summary: 'Changes what is named. A raised daily limit lets tasks go on that waited for it.',
      body: PatchSettings,
      answers: { 200: { text: 'Settings', schema: Settings } },
      async handle({ body }) {
        const before = await settings.read();
        await settings.patch(withoutUndefined(body));
        if ((body.dailyMaxUsd ?? 0) > before.dailyMaxUsd) await release(deps, 'budget');
        if (body.baseUrl !== undefined) await release(deps, 'credentials');
        outbox.wake();
        return json({ status: 200, body: await view() });
      },
    }),
    route({
      method: 'put',
      path: '/settings/model-key',
      summary: 'Stores the key of the AI service. Write only. Tasks that waited for it go on.',
      body: PutModelKey,
      answers: { 204: { text: 'Stored' } },
      async handle({ body }) {
        await secrets.set(body.key);
        await release(deps, 'credentials');
        outbox.wake();
        return json({ status: 204 });
      },
    }),
  ];
};

/** What held them is mended: they look again, and hold again if it is not. */
async function release({ store }: ApiDeps, kind: WaitingFor['kind']): Promise<void> {
  await store.transaction(async (tx) => {
    for (const task of await tx.openTasks()) {
      if ((task.hold ?? task.waitingFor)?.kind !== kind) continue;
      await tx.patchTask(task.id, { hold: null });
      await tx.enqueue('nudge', task.id);
    }
  });
}

const withoutUndefined = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
