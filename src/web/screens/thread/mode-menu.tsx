// How tasks of this message ask before they change something.
import { ChevronDown, ShieldCheck } from 'lucide-react';
import { Mode } from '../../../contract/task.ts';
import { Menu } from '../../parts/menu.tsx';
import { words } from '../../words/words.ts';
import { CHIP } from './chip-class.ts';

export function ModeMenu({ mode, onChange }: { readonly mode: Mode; readonly onChange: (mode: Mode) => void }) {
  return (
    <Menu
      trigger={
        <button type="button" className={CHIP}>
          <ShieldCheck size={16} aria-hidden className="shrink-0" />
          <span className="sr-only">{words.modes.label}: </span>
          <span className="truncate">{words.modes.short[mode]}</span>
          <ChevronDown size={14} aria-hidden className="shrink-0" />
        </button>
      }
      items={Mode.options.map((one) => ({ label: words.modes.long[one], disabled: one === mode, onSelect: () => onChange(one) }))}
    />
  );
}
