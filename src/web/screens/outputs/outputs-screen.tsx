// The results of a task: their list, or one of them with what is in it.
import { useParams, useSearch } from '@tanstack/react-router';
import type { Output } from '../../../contract/task.ts';
import { BackLink } from '../../parts/back-link.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { useTaskResource } from '../../state/queries.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { Note } from './note.tsx';
import { ResultActions } from './result-actions.tsx';
import { ResultLine } from './result-line.tsx';
import { ResultPreview } from './result-preview.tsx';
import { replacementOf, resultsOf } from './versions.ts';

export function OutputsScreen() {
  const { taskId } = useParams({ from: '/tasks/$taskId/outputs' });
  const { output: chosen } = useSearch({ from: '/tasks/$taskId/outputs' });
  const task = useTaskResource(taskId);
  const output = task.data?.outputs.find(({ id }) => id === chosen);
  if (output) return <OneResult output={output} all={task.data?.outputs ?? []} />;
  return (
    <Page title={words.outputs.title}>
      <BackLink to="/tasks/$taskId" params={{ taskId }} text={task.data?.title ?? words.task.title} />
      <Loaded query={task}>
        {({ outputs }) =>
          outputs.length === 0 ? (
            <EmptyState title={words.outputs.empty} hint={words.outputs.emptyHint} />
          ) : (
            <ul className="divide-y divide-line">
              {resultsOf(outputs).map(({ newest }) => (
                <li key={newest.id} className="py-1">
                  <ResultLine output={newest} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function OneResult({ output, all }: { readonly output: Output; readonly all: readonly Output[] }) {
  const versions = resultsOf(all).find((result) => result.versions.some(({ id }) => id === output.id))?.versions ?? [output];
  const replacement = replacementOf(output, all);
  return (
    <Page title={output.name} wide>
      <BackLink to="/tasks/$taskId/outputs" params={{ taskId: output.taskId }} search={{}} text={words.results.all} />
      <div className="-mt-4 flex flex-wrap items-center gap-x-4 text-sm text-muted">
        <span>{saySize(output.bytes)}</span>
        <Time at={output.createdAt} />
      </div>
      <ResultActions output={output} versions={versions} gone={replacement !== undefined} />
      {replacement ? (
        <Note text={words.results.replaced(output.version, replacement.version)} />
      ) : (
        <ResultPreview output={output} />
      )}
    </Page>
  );
}
