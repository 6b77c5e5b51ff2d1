// One file of a task, a conversation or everything: has it made, says how that stands, what is in it and what is not, and lets it be saved.
import { Download } from 'lucide-react';
import type { Export, PostExport } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { saidCode, saidError } from '../../parts/said-error.ts';
import { useClient } from '../../state/client-context.ts';
import { useExport } from '../../state/settings-queries.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';

/** What could not be taken along is named up to here, then counted. */
const NAMED = 10;

export function ExportFile({ what }: { readonly what: PostExport }) {
  const said = words.exported;
  const { newest, act } = useExport(what);
  const state = newest?.state;
  const { code, detail } = newest?.error ?? {};
  return (
    <div className="flex flex-col items-start gap-3">
      {newest && state === 'ready' && <SaveLink made={newest} />}
      <div className="flex flex-wrap items-center gap-3">
        {newest && state === 'making' ? (
          <Button disabled={act.isPending} onClick={() => act.mutate({ stop: newest.id })}>
            {said.stop}
          </Button>
        ) : (
          <Button
            look={state === 'ready' ? 'quiet' : 'plain'}
            disabled={act.isPending}
            onClick={() => act.mutate({ make: what })}
          >
            {state === undefined ? said.make : said.again}
          </Button>
        )}
        <p role="status" className="text-muted">
          {state === 'making' && said.making}
          {newest && state === 'ready' && said.holds(newest)}
        </p>
      </div>
      <p role="alert" className="text-bad empty:hidden">
        {saidError(act.error) ?? (code !== undefined && detail !== undefined ? saidCode(code, detail) : undefined)}
      </p>
      {newest && newest.missing.length > 0 && (
        <div className="text-sm">
          <p className="font-medium">{said.missing}</p>
          <ul className="list-disc pl-5">
            {newest.missing.slice(0, NAMED).map((one) => (
              <li key={`${one.taskId} ${one.what} ${one.why}`} className="break-words">
                {one.what}: {one.why}
              </li>
            ))}
          </ul>
          {newest.missing.length > NAMED && <p>{said.more(newest.missing.length - NAMED)}</p>}
        </div>
      )}
      {state === 'ready' && <p className="text-sm text-muted">{said.stays}</p>}
    </div>
  );
}

function SaveLink({ made: { id, name = '', bytes = 0 } }: { readonly made: Export }) {
  const client = useClient();
  return (
    <a
      href={client.exportUrl(id)}
      download={name}
      className="inline-flex min-h-10 max-w-full items-center gap-2 rounded-md border border-edge bg-raised px-4 py-2 font-medium hover:bg-hover"
    >
      <Download size={18} className="shrink-0" aria-hidden />
      <span className="min-w-0 break-all">{words.exported.save(name, saySize(bytes))}</span>
    </a>
  );
}
