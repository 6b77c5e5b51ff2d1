// The first visit in three steps: who does the work, where, and a first task.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Demo } from '../../../contract/http.ts';
import type { Access } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { setWelcomed } from '../../state/welcomed.ts';
import { words } from '../../words/words.ts';
import { FolderStep } from './folder-step.tsx';
import { ModelStep, type ModelWay } from './model-step.tsx';
import { Step } from './step.tsx';
import { TaskStep } from './task-step.tsx';

/** What has been settled so far. */
interface Settled {
  readonly way?: ModelWay;
  readonly demo?: Demo;
  readonly folder?: { readonly path: string; readonly access: Access };
}

export function FirstRunScreen() {
  const [settled, setSettled] = useState<Settled>({});
  const navigate = useNavigate();
  const { firstRun } = words;
  const { way, demo, folder } = settled;
  return (
    <Page
      title={firstRun.title}
      aside={
        <Button
          look="quiet"
          onClick={() => {
            setWelcomed();
            void navigate({ to: '/' });
          }}
        >
          {firstRun.later}
        </Button>
      }
    >
      <p className="max-w-prose text-muted">{firstRun.intro}</p>
      <ol className="flex flex-col divide-y divide-line border-y border-line">
        <Step
          n={1}
          title={firstRun.steps.model}
          open={!way}
          done={way && firstRun.modelReady[way]}
          onChange={() => setSettled({})}
        >
          <ModelStep onReady={(chosen, made) => setSettled({ way: chosen, ...(made ? { demo: made } : {}) })} />
        </Step>
        <Step
          n={2}
          title={firstRun.steps.folder}
          open={way !== undefined && !folder}
          done={folder && `${folder.path} (${words.settings.accesses[folder.access]})`}
          onChange={() => setSettled({ ...(way ? { way } : {}), ...(demo ? { demo } : {}) })}
        >
          <FolderStep demo={demo} onChoose={(chosen) => setSettled({ ...settled, folder: chosen })} />
        </Step>
        <Step n={3} title={firstRun.steps.task} open={folder !== undefined}>
          {folder && <TaskStep folder={folder} demo={demo} />}
        </Step>
      </ol>
    </Page>
  );
}
