// A group of settings under its heading, divided by hairlines.
import { type ReactNode, useId } from 'react';

export interface SectionProps {
  readonly title: string;
  /** What an address ends in that leads here. */
  readonly anchor?: string;
  readonly hint?: string | undefined;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, anchor, hint, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section id={anchor} aria-labelledby={id} className="flex flex-col border-t border-line pt-6">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {hint && <p className="text-sm text-muted">{hint}</p>}
      <div className="flex flex-col">{children}</div>
    </section>
  );
}
