// A button. `primary` is the one thing that is wanted here; there is at most one in sight.
import type { ButtonHTMLAttributes } from 'react';

const LOOK = {
  primary: 'bg-accent text-on-accent hover:brightness-110',
  plain: 'border border-edge bg-raised hover:bg-hover',
  quiet: 'hover:bg-hover',
  danger: 'border border-bad bg-raised text-bad hover:bg-hover',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOK;
  /** As wide as high, for an icon. A class cannot say it: of two widths in one class list the style sheet's order decides. */
  readonly square?: boolean;
}

/** 40 px high: within reach of a thumb with the space around it. */
export function Button({ look = 'plain', square = false, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-10 items-center justify-center gap-2 rounded-md font-medium transition-colors duration-150 disabled:opacity-60 ${square ? 'w-10' : 'px-4'} ${LOOK[look]} ${className}`}
      {...rest}
    />
  );
}
