// The frame of a task: heading with its status, conversation, rail; on a phone the rail comes from the bottom.
import { PanelRight } from 'lucide-react';
import { useState } from 'react';
import type { TaskState } from '../../../client/task-state.ts';
import type { Task } from '../../../contract/http.ts';
import { isFinished } from '../../../contract/task.ts';
import { IconButton } from '../../parts/icon-button.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { StatusDot } from '../../parts/status-dot.tsx';
import { useTitle } from '../../state/use-title.ts';
import { words } from '../../words/words.ts';
import { ExportDialog } from '../export/export-dialog.tsx';
import { AgainDialog } from './again-dialog.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { DeleteTask } from './delete-task.tsx';
import { Now } from './now.tsx';
import { OutcomeCard } from './outcome-card.tsx';
import { NetworkDialog } from './network-dialog.tsx';
import { Rail } from './rail.tsx';
import { RenameTask } from './rename-task.tsx';
import { StopDialog } from './stop-dialog.tsx';
import { type TaskDialog, TaskMenu } from './task-menu.tsx';
import { WaitNote } from './wait-note.tsx';
import { Waiting } from './waiting.tsx';

interface TaskViewProps {
  readonly state: TaskState;
  readonly task: Task | undefined;
  /** Number of the event that was looked for. */
  readonly at?: number | undefined;
}

export function TaskView({ state, task, at }: TaskViewProps) {
  const [open, setOpen] = useState<'rail' | TaskDialog>();
  const close = (): void => setOpen(undefined);
  const known = state.lastSeq > 0;
  const title = (task?.title ?? state.title) || words.task.title;
  useTitle(known ? `${words.status[state.status]} · ${title}` : title);
  const ended = isFinished(state.status);
  return (
    <div className="absolute inset-0 flex">
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4 md:pl-8">
          <div className="flex min-w-0 flex-1 flex-col sm:flex-row sm:items-center sm:gap-4">
            <h1 tabIndex={-1} className="truncate text-lg outline-none sm:flex-1" title={title}>
              {title}
            </h1>
            {known && <StatusDot status={state.status} />}
          </div>
          <TaskMenu state={state} task={task} onOpen={setOpen} />
          <div className="lg:hidden">
            <IconButton icon={PanelRight} label={words.taskView.details} onClick={() => setOpen('rail')} />
          </div>
        </header>
        {known ? (
          <Conversation state={state} at={at}>
            <Now state={state} />
            {task && !ended && <WaitNote task={task} />}
            {task && !ended && <Waiting task={task} />}
            {ended && <OutcomeCard state={state} task={task} onAgain={() => setOpen('again')} />}
          </Conversation>
        ) : (
          <div className="mx-auto w-full max-w-3xl flex-1 px-4 md:px-8">
            <Skeleton lines={6} />
          </div>
        )}
        {known && <Composer taskId={state.taskId} ended={ended} />}
      </div>
      <aside
        aria-label={words.taskView.details}
        className="hidden w-72 shrink-0 overflow-y-auto border-l border-line px-5 py-5 lg:block xl:w-80"
      >
        {known && <Rail state={state} task={task} />}
      </aside>
      <Sheet open={open === 'rail'} onClose={close} title={words.taskView.details}>
        <Rail state={state} task={task} />
      </Sheet>
      <StopDialog taskId={state.taskId} open={open === 'stop'} onClose={close} />
      <NetworkDialog taskId={state.taskId} open={open === 'network'} onClose={close} />
      {task && (
        <>
          <AgainDialog task={task} open={open === 'again'} onClose={close} />
          <RenameTask task={task} open={open === 'rename'} onClose={close} />
          <ExportDialog what={{ task: task.id }} title={title} open={open === 'export'} onClose={close} />
          <DeleteTask task={task} open={open === 'remove'} onClose={close} />
        </>
      )}
    </div>
  );
}
