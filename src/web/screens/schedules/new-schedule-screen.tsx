// A new schedule; what the address brings along is filled in. What and when are kept while they are typed.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { draftKeys } from '../../state/drafts.ts';
import { useSettings, useTaskResource } from '../../state/queries.ts';
import { useScheduleChange } from '../../state/schedule-queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { words } from '../../words/words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { bodyOf, newWish, weeklyOf, type Wish } from './wish.ts';

export function NewScheduleScreen() {
  const { from, ...given } = useSearch({ from: '/schedules/new' });
  return (
    <Page title={words.schedules.new}>
      {from === undefined ? <NewSchedule of={Object.values(given).join(' ')} given={given} /> : <FromTask id={from} />}
    </Page>
  );
}

/** What the task was asked, where and how, every week. */
function FromTask({ id }: { readonly id: string }) {
  const task = useTaskResource(id);
  return <Loaded query={task}>{(known) => <NewSchedule of={id} given={weeklyOf(known)} />}</Loaded>;
}

/** `of`: names what it begins with. */
function NewSchedule({ of, given }: { readonly of: string; readonly given: Partial<Wish> }) {
  const settings = useSettings();
  const navigate = useNavigate();
  const [prompt, changePrompt] = useDraft(draftKeys.schedule('prompt', of));
  const [when, changeWhen] = useDraft(draftKeys.schedule('when', of));
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
  );
}
