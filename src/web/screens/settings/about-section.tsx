// Taking everything along, the version, and how the product is: what "cowork doctor" checks, with what mends it.
import { useRouter } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { HealthCheck } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Command } from '../../parts/command.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useHealthChecks, useMend } from '../../state/settings-queries.ts';
import { useCapabilities, useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';
import { ExportFile } from '../export/export-file.tsx';
import { Section } from './section.tsx';

export function AboutSection() {
  const version = useCapabilities().data?.['version'];
  const canExport = useCapability('exportImport');
  const health = useHealthChecks();
  const said = words.settings;
  return (
    <>
      {canExport && (
        <Section title={said.export} hint={said.exportHint}>
          <div className="flex flex-col gap-3 py-3">
            <ExportFile what={{ all: true }} />
            <p className="text-sm text-muted">{said.importHint}</p>
            <Command text="cowork import FILE" />
          </div>
        </Section>
      )}
      <Section
        title={said.health}
        aside={
          <Button look="quiet" disabled={health.isFetching} onClick={() => void health.refetch()}>
            {said.healthLook}
          </Button>
        }
      >
        <Loaded query={health}>
          {({ items }) => (
            <ul className="divide-y divide-line">
              {items.map((check) => (
                <Check key={check.name} check={check} />
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={said.about}>
        <p className="text-muted">
          {words.product} {typeof version === 'string' && said.version(version)}
        </p>
      </Section>
    </>
  );
}

const SIGN = {
  ok: { icon: CircleCheck, colour: 'text-good' },
  note: { icon: Info, colour: 'text-muted' },
  wrong: { icon: CircleAlert, colour: 'text-bad' },
} as const;

function Check({ check }: { readonly check: HealthCheck }) {
  const { name, state, text } = check;
  const { icon: Icon, colour } = SIGN[state];
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 py-3 sm:grid-cols-[1.25rem_7rem_minmax(0,1fr)]">
      <Icon size={20} aria-label={words.settings.healthStates[state]} role="img" className={`mt-0.5 ${colour}`} />
      <span className="font-medium">{name}</span>
      <div className="col-start-2 flex min-w-0 flex-col gap-1 sm:col-start-3">
        <p className="break-words text-muted">{text}</p>
        <Mend check={check} />
      </div>
    </li>
  );
}

function Mend({ check: { name, mend, mendable = false, path } }: { readonly check: HealthCheck }) {
  const said = words.settings;
  const repair = useMend();
  const router = useRouter();
  return (
    <>
      {path !== undefined && (
        <a
          href={path}
          aria-label={`${said.healthThere}: ${name}`}
          onClick={(event) => {
            event.preventDefault();
            router.history.push(path);
          }}
          className="self-start text-accent underline underline-offset-4"
        >
          {said.healthThere}
        </a>
      )}
      {mendable && (
        <Button
          className="self-start"
          aria-label={`${said.healthMendNow}: ${name}`}
          disabled={repair.isPending}
          onClick={() => repair.mutate(name)}
        >
          {said.healthMendNow}
        </Button>
      )}
      <p role="status" className="whitespace-pre-line text-sm">
        {repair.data?.text}
      </p>
      <p role="alert" className="text-sm text-bad empty:hidden">
        {saidError(repair.error)}
      </p>
      {mend !== undefined && path === undefined && (
        <>
          <p className="text-sm text-muted">{mendable ? said.healthMendToo : said.healthMend}</p>
          <Command text={mend} />
        </>
      )}
    </>
  );
}
