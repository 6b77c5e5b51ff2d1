// What a task may do in a folder.
import { Access } from '../../../contract/task.ts';
import { INPUT } from '../../parts/field.tsx';
import { words } from '../../words/words.ts';

export interface AccessChoiceProps {
  readonly path: string;
  readonly value: Access;
  readonly onChange: (access: Access) => void;
}

export function AccessChoice({ path, value, onChange }: AccessChoiceProps) {
  return (
    <select
      aria-label={words.settings.accessOf(path)}
      value={value}
      className={`min-h-10 max-w-56 ${INPUT}`}
      onChange={(event) => onChange(Access.parse(event.target.value))}
    >
      {Access.options.map((access) => (
        <option key={access} value={access}>
          {words.settings.accesses[access]}
        </option>
      ))}
    </select>
  );
}
