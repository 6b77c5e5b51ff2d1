// A new schedule; what the address brings along is filled in.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { useSettings, useTaskResource } from '../../state/queries.ts';
import { useScheduleChange } from '../../state/schedule-queries.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { words } from '../../words/words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { bodyOf, newWish, weeklyOf, type Wish } from './wish.ts';

export function NewScheduleScreen() {
  const { from, ...given } = useSearch({ from: '/schedules/new' });
  return <Page title={words.schedules.new}>{from === undefined ? <NewSchedule given={given} /> : <FromTask id={from} />}</Page>;
}

/** What the task was asked, where and how, every week. */
function FromTask({ id }: { readonly id: string }) {
  const task = useTaskResource(id);
  return <Loaded query={task}>{(known) => <NewSchedule given={weeklyOf(known)} />}</Loaded>;
}

function NewSchedule({ given }: { readonly given: Partial<Wish> }) {
  const settings = useSettings();
  const navigate = useNavigate();
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
          first={newWish({ mode: defaultMode, ...given })}
          saving={create}
          onSave={(wish) =>
            create.mutate(wish, {
              onSuccess: ({ id }) => void navigate({ to: '/schedules/$scheduleId', params: { scheduleId: id } }),
            })
          }
          onCancel={() => void navigate({ to: '/schedules' })}
        />
      )}
    </Loaded>
  );
}
