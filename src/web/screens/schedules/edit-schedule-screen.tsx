// Changes a schedule, for the times from now on.
import { useNavigate, useParams } from '@tanstack/react-router';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useSchedule, useScheduleChange } from '../../state/schedule-queries.ts';
import { words } from '../../words/words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { bodyOf, type Wish, wishOf } from './wish.ts';

export function EditScheduleScreen() {
  const { scheduleId } = useParams({ from: '/schedules/$scheduleId/edit' });
  const schedule = useSchedule(scheduleId);
  const navigate = useNavigate();
  const change = useScheduleChange((client, wish: Wish) => {
    const { folders, dailyMaxUsd, ...rest } = bodyOf(wish);
    return client.patchSchedule(scheduleId, { ...rest, folders: folders ?? null, dailyMaxUsd: dailyMaxUsd ?? null });
  });
  const leave = (): void => void navigate({ to: '/schedules/$scheduleId', params: { scheduleId } });
  return (
    <Page title={schedule.data?.name ?? words.schedules.edit}>
      <Loaded query={schedule}>
        {(now) => (
          <ScheduleForm
            first={wishOf(now)}
            saving={change}
            onSave={(wish) => change.mutate(wish, { onSuccess: leave })}
            onCancel={leave}
          />
        )}
      </Loaded>
    </Page>
  );
}
