// A text to be typed, with its name, a hint, and what is wrong with it. What was typed is never taken away.
import { type InputHTMLAttributes, useId } from 'react';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** So many lines high; Enter makes a new one. */
  readonly lines?: number;
}

export const INPUT = 'w-full min-w-0 rounded-md border border-edge bg-raised px-3 py-2 aria-invalid:border-bad';

export function Field({ label, value, onChange, hint, error, lines = 1, ...rest }: FieldProps) {
  const id = useId();
  const about = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])].join(' ');
  const given = { id, value, ...(about ? { 'aria-describedby': about } : {}), 'aria-invalid': error !== undefined };
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <label htmlFor={id}>{label}</label>
      {lines > 1 ? (
        <textarea
          {...given}
          rows={lines}
          required={rest.required}
          className={INPUT}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input {...rest} {...given} className={`min-h-10 ${INPUT}`} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
