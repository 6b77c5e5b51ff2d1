// Makes one file of tasks, conversations or everything, says what is in it and what is not, and lets it be saved.
import { Download } from 'lucide-react';
import type { PostExport } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useClient } from '../../state/client-context.ts';
import { useMakeExport } from '../../state/settings-queries.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';

/** What could not be taken along is named up to here, then counted. */
const NAMED = 10;

export function ExportFile({ what }: { readonly what: PostExport }) {
  const said = words.exported;
  const client = useClient();
  const make = useMakeExport();
  const made = make.data;
  return (
    <div className="flex flex-col items-start gap-3">
      {made ? (
        <>
          <a
            href={client.exportUrl(made.id)}
            download={made.name}
            className="inline-flex min-h-10 max-w-full items-center gap-2 rounded-md border border-edge bg-raised px-4 py-2 font-medium hover:bg-hover"
          >
            <Download size={18} className="shrink-0" aria-hidden />
            <span className="min-w-0 break-all">{said.save(made.name, saySize(made.bytes))}</span>
          </a>
          <p className="text-sm text-muted">{said.holds(made)}</p>
        </>
      ) : (
        <Button disabled={make.isPending} onClick={() => make.mutate(what)}>
          {said.make}
        </Button>
      )}
      <p role="status" className="text-muted empty:hidden">
        {make.isPending && said.making}
      </p>
      <p role="alert" className="text-bad empty:hidden">
        {saidError(make.error)}
      </p>
      {made && made.missing.length > 0 && (
        <div className="text-sm">
          <p className="font-medium">{said.missing}</p>
          <ul className="list-disc pl-5">
            {made.missing.slice(0, NAMED).map((one) => (
              <li key={`${one.taskId} ${one.what} ${one.why}`} className="break-words">
                {one.what}: {one.why}
              </li>
            ))}
          </ul>
          {made.missing.length > NAMED && <p>{said.more(made.missing.length - NAMED)}</p>}
        </div>
      )}
      {made && <p className="text-sm text-muted">{said.stays}</p>}
    </div>
  );
}
