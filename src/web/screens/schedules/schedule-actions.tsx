// What can be done with a schedule: now, pause, change, remove.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schedule } from '../../../contract/schedules.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useScheduleChange, useScheduleRemoval } from '../../state/schedule-queries.ts';
import { words } from '../../words/words.ts';

export function ScheduleActions({ schedule: { id, name, paused } }: { readonly schedule: Schedule }) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const doNow = useScheduleChange((client, _: undefined) => client.runSchedule(id));
  const pause = useScheduleChange((client, on: boolean) => (on ? client.pauseSchedule(id) : client.resumeSchedule(id)));
  const remove = useScheduleRemoval(id, () => navigate({ to: '/schedules' }));
  const said = words.schedules;
  const wrong = saidError(doNow.error ?? pause.error ?? remove.error);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-2">
        <Button disabled={doNow.isPending} onClick={() => doNow.mutate(undefined)}>
          {said.doNow}
        </Button>
        <Button disabled={pause.isPending} onClick={() => pause.mutate(!paused)}>
          {paused ? said.resume : said.pause}
        </Button>
        <Button onClick={() => void navigate({ to: '/schedules/$scheduleId/edit', params: { scheduleId: id } })}>
          {said.edit}
        </Button>
        <Button look="quiet" onClick={() => setAsking(true)}>
          {said.remove}
        </Button>
      </div>
      <p role="status" className={`min-h-6 text-sm ${wrong ? 'text-bad' : 'text-good'}`}>
        {wrong ?? (doNow.isSuccess && said.started)}
      </p>
      <Dialog open={asking} onClose={() => setAsking(false)} title={said.remove}>
        <p className="break-words">{said.removeSure(name)}</p>
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={() => setAsking(false)}>{said.cancel}</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {said.remove}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
