// Whether and when the person is told of outcomes, questions and missed times.
import type { Settings } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { INPUT } from '../../parts/field.tsx';
import { useNotifications } from '../../state/notifications.ts';
import { useSaveSettings } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { Saved } from './saved.tsx';
import { Section } from './section.tsx';
import { SwitchSetting } from './switch-setting.tsx';

const AT_FIRST = { from: '22:00', to: '07:00' };

export function NoticesSection({ settings: { notifications, quietHours } }: { readonly settings: Settings }) {
  const save = useSaveSettings();
  const said = words.settings;
  const time = (end: 'from' | 'to', label: string) => (
    <label className="flex items-center gap-2">
      {label}
      <input
        type="time"
        value={quietHours?.[end] ?? ''}
        className={`min-h-10 max-w-36 ${INPUT}`}
        onChange={({ target: { value } }) => {
          if (value !== '') save.mutate({ quietHours: { ...(quietHours ?? AT_FIRST), [end]: value } });
        }}
      />
    </label>
  );
  return (
    <Section title={said.notices}>
      <SwitchSetting label={said.notify} hint={said.notifyHint} value={notifications} toPatch={(on) => ({ notifications: on })} />
      {notifications && (
        <div>
          <ByPage />
          <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-2">
            <legend>{said.quiet}</legend>
            {time('from', said.quietFrom)}
            {time('to', said.quietTo)}
            {quietHours && (
              <Button look="quiet" onClick={() => save.mutate({ quietHours: null })}>
                {said.quietOff}
              </Button>
            )}
          </fieldset>
          <Saved saving={save} />
        </div>
      )}
    </Section>
  );
}

/** Of this browser: another may have it otherwise. */
function ByPage() {
  const { permission, on, turn } = useNotifications();
  const said = words.settings;
  const hint = {
    unsupported: said.notifyUnsupported,
    denied: said.notifyRefused,
    granted: said.notifyPageHint,
    default: said.notifyPageHint,
  };
  return (
    <div className="flex flex-col pt-2">
      <Checkbox
        checked={on}
        disabled={permission === 'denied' || permission === 'unsupported'}
        onChange={(wanted) => void turn(wanted)}
      >
        {said.notifyPage}
      </Checkbox>
      <p className="pl-8 text-sm text-muted">{hint[permission]}</p>
    </div>
  );
}
