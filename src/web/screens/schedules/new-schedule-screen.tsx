// A new schedule; what the address brings along is filled in. What and when are kept while they are typed.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { draftKeys } from '../../state/drafts.ts';
import { useSettings } from '../../state/queries.ts';
import { useScheduleChange } from '../../state/schedule-queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { words } from '../../words/words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { bodyOf, newWish, type Wish } from './wish.ts';

export function NewScheduleScreen() {
  const given = useSearch({ from: '/schedules/new' });
  const settings = useSettings();
  const navigate = useNavigate();
  const [prompt, changePrompt] = useDraft(draftKeys.schedule('prompt', Object.values(given)));
  const [when, changeWhen] = useDraft(draftKeys.schedule('when', Object.values(given)));
  const typed = { ...(prompt.text === '' ? {} : { prompt: prompt.text }), ...(when.text === '' ? {} : { cadence: when.text }) };
  const keepTyped = (wish: Pick<Wish, 'prompt' | 'cadence'>): void => {
    changePrompt({ text: wish.prompt });
    changeWhen({ text: wish.cadence });
  };
  const forget = (): void => keepTyped({ prompt: '', cadence: '' });
  const create = useScheduleChange((client, wish: Wish) => {
    const { folders, dailyMaxUsd, ...rest } = bodyOf(wish);
    return client.createSchedule({
      ...rest,
      ...(folders ? { folders } : {}),
      ...(dailyMaxUsd === undefined ? {} : { dailyMaxUsd }),
    });
  });
  return (
    <Page title={words.schedules.new}>
      <Loaded query={settings}>
        {({ defaultMode }) => (
          <ScheduleForm
            first={newWish({ mode: defaultMode, ...given, ...typed })}
            saving={create}
            onType={keepTyped}
            onSave={(wish) =>
              create.mutate(wish, {
                onSuccess({ id }) {
                  forget();
                  void navigate({ to: '/schedules/$scheduleId', params: { scheduleId: id } });
                },
              })
            }
            onCancel={() => {
              forget();
              void navigate({ to: '/schedules' });
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}
