// A new schedule; what the address brings along is filled in.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { useSettings } from '../../state/queries.ts';
import { useScheduleChange } from '../../state/schedule-queries.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { words } from '../../words/words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { bodyOf, newWish, type Wish } from './wish.ts';

export function NewScheduleScreen() {
  const given = useSearch({ from: '/schedules/new' });
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
    <Page title={words.schedules.new}>
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
    </Page>
  );
}
