// What can be done with a task: rest, go on, stop, begin again, another name; once it has ended, away with it.
import { useRouter } from '@tanstack/react-router';
import { Ellipsis, Pause, Play, Square } from 'lucide-react';
import type { TaskState } from '../../../client/task-state.ts';
import type { Task } from '../../../contract/http.ts';
import { isFinished } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { useControl, usePatchTask } from '../../state/task-queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';

export type TaskDialog = 'stop' | 'again' | 'rename' | 'network' | 'export' | 'remove';

interface TaskMenuProps {
  readonly state: TaskState;
  /** Absent until it is known. */
  readonly task: Task | undefined;
  readonly onOpen: (dialog: TaskDialog) => void;
}

export function TaskMenu({ state, task, onOpen }: TaskMenuProps) {
  const { taskView, threads, changes, network, exported } = words;
  const control = useControl(state.taskId);
  const patch = usePatchTask(state.taskId);
  const schedules = useCapability('schedules');
  const commands = useCapability('vm');
  const canExport = useCapability('exportImport');
  const router = useRouter();
  const open = state.lastSeq > 0 && !isFinished(state.status);
  const paused = state.status === 'paused';
  const resume = (): void => control.mutate({ kind: 'resume', raise: state.waitingFor?.raise });
  const pause = (): void => control.mutate({ kind: 'pause' });
  const onStop = (): void => onOpen('stop');
  // One that another task began stands in no list, and one that has not ended is not to be overlooked.
  const isListed = task !== undefined && task.parentId === undefined && isFinished(state.status);
  const putAway = (): void => patch.mutate({ archived: true }, { onSuccess: () => void router.navigate({ to: '/' }) });
  const go = (address: string): void => router.history.push(address);
  return (
    <>
      {open && (
        <div className="flex max-sm:hidden">
          {paused ? (
            <IconButton icon={Play} label={taskView.resume} disabled={control.isPending} onClick={resume} />
          ) : (
            <IconButton icon={Pause} label={taskView.pause} disabled={control.isPending} onClick={pause} />
          )}
          <IconButton icon={Square} label={taskView.stop} onClick={onStop} />
        </div>
      )}
      <Menu
        trigger={
          <Button look="quiet" square aria-label={taskView.more} title={taskView.more}>
            <Ellipsis size={20} aria-hidden />
          </Button>
        }
        items={[
          ...(open
            ? [
                paused ? { label: taskView.resume, onSelect: resume } : { label: taskView.pause, onSelect: pause },
                { label: `${taskView.stop}…`, onSelect: onStop },
              ]
            : []),
          ...(task ? [{ label: taskView.again, onSelect: () => onOpen('again') }] : []),
          ...(schedules
            ? [
                {
                  label: taskView.weekly,
                  onSelect: () => void router.navigate({ to: '/schedules/new', search: { from: state.taskId } }),
                },
              ]
            : []),
          { label: changes.title, onSelect: () => go(`/tasks/${encodeURIComponent(state.taskId)}/changes`) },
          { label: taskView.results, onSelect: () => go(`/tasks/${encodeURIComponent(state.taskId)}/outputs`) },
          ...(commands ? [{ label: network.menu, onSelect: () => onOpen('network') }] : []),
          ...(task ? [{ label: threads.rename, onSelect: () => onOpen('rename') }] : []),
          ...(task && canExport ? [{ label: exported.menu, onSelect: () => onOpen('export') }] : []),
          ...(isListed
            ? [
                task.archived
                  ? { label: threads.back, onSelect: () => patch.mutate({ archived: false }) }
                  : { label: threads.away, onSelect: putAway },
                { label: threads.remove, danger: true, onSelect: () => onOpen('remove') },
              ]
            : []),
        ]}
      />
    </>
  );
}
