// What a call was asked and what it answered, as the agent has it: asked for when somebody opens it.
import { useQuery } from '@tanstack/react-query';
import type { ToolLine } from '../../../client/task-state.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { useClient } from '../../state/client-context.ts';
import { keys } from '../../state/keys.ts';
import { words } from '../../words/words.ts';

interface CallDetailsProps {
  readonly taskId: string;
  readonly line: Pick<ToolLine, 'step' | 'index' | 'state'>;
}

export function CallDetails({ taskId, line }: CallDetailsProps) {
  const client = useClient();
  const details = useQuery({
    // Another one once it is done: then there is an answer.
    queryKey: keys.step(taskId, line.step, line.state),
    queryFn: () => client.step(taskId, line.step),
    staleTime: Infinity,
  });
  const { step } = words.taskView;
  return (
    <Loaded query={details}>
      {({ calls }) => {
        const call = calls.find(({ index }) => index === line.index);
        if (!call) return <p>{step.noDetails}</p>;
        return (
          <div className="flex flex-col gap-2">
            <Text label={step.asked} text={call.input} />
            {call.result && <Text label={step.answered} text={call.result.text} />}
          </div>
        );
      }}
    </Loaded>
  );
}

/** Text of files and commands: shown as it is, never as anything else. */
function Text({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div>
      <p>{label}</p>
      <pre
        role="region"
        tabIndex={0}
        aria-label={label}
        className="max-h-64 overflow-auto rounded-md border border-line bg-raised p-3 text-xs [overflow-wrap:anywhere] whitespace-pre-wrap text-ink"
      >
        {text}
      </pre>
    </div>
  );
}
