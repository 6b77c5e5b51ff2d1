// What can be done with a result: another version, save, show in its folder, share.
import { useNavigate } from '@tanstack/react-router';
import { Download, FolderOpen, Share2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Output } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useClient } from '../../state/client-context.ts';
import { useShareOutput, useShowOutput } from '../../state/output-queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';

interface ResultActionsProps {
  readonly output: Output;
  readonly versions: readonly Output[];
  /** Another version lies in its place: there is nothing to save. */
  readonly gone: boolean;
}

export function ResultActions({ output, versions, gone }: ResultActionsProps) {
  const { results } = words;
  const client = useClient();
  const navigate = useNavigate();
  const show = useShowOutput();
  const share = useShareOutput();
  const canShow = useCapability('showInFolder');
  const [canShare, setCanShare] = useState(false);
  useEffect(() => setCanShare(sharesFiles(output)), [output]);
  const failed = show.error ?? share.error;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {!gone && (
          <a
            href={client.outputUrl(output.id)}
            download={output.name}
            className="inline-flex min-h-10 items-center gap-2 rounded-md border border-edge bg-raised px-4 font-medium hover:bg-hover"
          >
            <Download size={18} aria-hidden />
            {results.download}
          </a>
        )}
        {!gone && canShow && (
          <Button onClick={() => show.mutate(output.id)}>
            <FolderOpen size={18} aria-hidden />
            {results.showInFolder}
          </Button>
        )}
        {!gone && canShare && (
          <Button onClick={() => share.mutate(output)} disabled={share.isPending}>
            <Share2 size={18} aria-hidden />
            {results.shareFile}
          </Button>
        )}
        {versions.length > 1 && (
          <Choice
            label={results.versions}
            value={output.id}
            options={versions.map(({ id, version }, index) => ({
              value: id,
              label: (index === 0 ? results.newest : results.older)(version),
            }))}
            onChange={(id) =>
              void navigate({ to: '/tasks/$taskId/outputs', params: { taskId: output.taskId }, search: { output: id } })
            }
          />
        )}
      </div>
      <p role="alert" className="text-bad empty:hidden">
        {saidError(failed)}
      </p>
    </div>
  );
}

/** Where the browser can hand a file to other programs, as on phones. */
function sharesFiles({ name, type }: Output): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: [new File([], name, { type })] });
}
