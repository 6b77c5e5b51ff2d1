// What happens at this moment: the model's words as they come, or that it works and for how long.
import { CircleDot } from 'lucide-react';
import type { TaskState } from '../../../client/task-state.ts';
import { Markdown } from '../../parts/markdown.tsx';
import { useSeconds } from '../../state/use-seconds.ts';
import { sayDuration } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';

const SHOW_MS = 2_000;

export function Now({ state }: { readonly state: TaskState }) {
  if (state.streaming)
    return (
      <div data-streaming>
        <Markdown text={state.streaming.text} />
      </div>
    );
  if (state.status !== 'running' || state.waitingFor || isToolAtWork(state)) return null;
  return <Working since={state.lines.at(-1)?.at ?? state.startedAt} />;
}

/** Its line says so itself. */
const isToolAtWork = ({ lines }: TaskState): boolean => {
  const last = lines.findLast((line) => line.kind === 'tool');
  return last?.kind === 'tool' && last.state === 'running';
};

function Working({ since }: { readonly since: string | undefined }) {
  const elapsed = useSeconds(true) - Date.parse(since ?? '');
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <CircleDot size={16} aria-hidden className="shrink-0 text-ink" />
      {elapsed > SHOW_MS ? words.taskView.workingFor(sayDuration(elapsed)) : words.taskView.working}
    </p>
  );
}
