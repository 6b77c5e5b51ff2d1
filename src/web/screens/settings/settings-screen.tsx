// All settings. Each is saved when it is changed, and says so.
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useSettings } from '../../state/queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';
import { AboutSection } from './about-section.tsx';
import { CommandsSection } from './commands-section.tsx';
import { FoldersSection } from './folders-section.tsx';
import { KeepingSection } from './keeping-section.tsx';
import { LookSection } from './look-section.tsx';
import { ModelSection } from './model-section.tsx';
import { NoticesSection } from './notices-section.tsx';
import { WorkSection } from './work-section.tsx';

export function SettingsScreen() {
  const settings = useSettings();
  const folders = useCapability('folders');
  return (
    <Page title={words.settings.title}>
      <Loaded query={settings}>
        {(now) => (
          <>
            <ModelSection settings={now} />
            {folders && <FoldersSection />}
            <WorkSection settings={now} />
            <CommandsSection settings={now} />
            <KeepingSection settings={now} />
            <NoticesSection settings={now} />
          </>
        )}
      </Loaded>
      <LookSection />
      <AboutSection />
    </Page>
  );
}
