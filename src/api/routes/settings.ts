// /settings: read and change, the model's key and its test. A key goes in and never comes out.
import { isCoworkError } from '../../contract/errors.ts';
import { ModelTest, PatchSettings, PostTestModel, PutModelKey, Settings } from '../../contract/http.ts';
import type { Slots } from '../../contract/queue.ts';
import type { ApiDeps } from '../deps.ts';
import { releaseHeld } from '../release-held.ts';
import { json, type Route, route } from '../route.ts';

export const settingsRoutes = (deps: ApiDeps): Route[] => {
  const { settings, secrets, outbox } = deps;
  const view = async (): Promise<Settings> => {
    const modelKeyPlace = await secrets.place();
    return { ...(await settings.read()), hasModelKey: modelKeyPlace !== 'nowhere', modelKeyPlace };
  };
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
        // Whoever names a model means that one, not the script.
        if (body.model !== undefined || body.baseUrl !== undefined) await deps.demo.stop();
        if ((body.dailyMaxUsd ?? 0) > before.dailyMaxUsd) await releaseHeld(deps.store, 'budget');
        if (body.baseUrl !== undefined) await releaseHeld(deps.store, 'credentials');
        await deps.store.fillSlots(slotsOf(await settings.read()));
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
        await deps.demo.stop();
        await releaseHeld(deps.store, 'credentials');
        outbox.wake();
        return json({ status: 204 });
      },
    }),
    route({
      method: 'delete',
      path: '/settings/model-key',
      summary: 'Forgets the kept key of the AI service. One in the environment stays.',
      answers: { 204: { text: 'Forgotten' } },
      async handle() {
        await secrets.remove();
        return json({ status: 204 });
      },
    }),
    route({
      method: 'post',
      path: '/settings/test-model',
      summary: 'Makes the cheapest real call (one token) with what is given, the rest from the settings. Saves nothing.',
      body: PostTestModel,
      answers: { 200: { text: 'Whether the AI service answered', schema: ModelTest } },
      async handle({ body }) {
        try {
          if ((await settings.read()).demo && body.key === undefined && body.baseUrl === undefined)
            return json({ status: 200, body: { ok: false, text: DEMO_ANSWERS } });
          await deps.testModel(body);
          return json({ status: 200, body: { ok: true, text: 'The AI service answered.' } });
        } catch (error) {
          if (!isCoworkError(error)) throw error;
          return json({ status: 200, body: { ok: false, text: error.detail, code: error.code } });
        }
      },
    }),
  ];
};

const DEMO_ANSWERS = 'The scripted demo answers at present; no AI service was tried. Leave the demo to use your own.';

const slotsOf = ({ runningTasks, runningChildren }: Pick<Settings, 'runningTasks' | 'runningChildren'>): Slots => ({
  tasks: runningTasks,
  children: runningChildren,
});

const withoutUndefined = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
