// Nothing is here yet: says what will be, and offers one thing to begin with.
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly title: string;
  readonly hint: string;
  /** One example that can be clicked. */
  readonly children?: ReactNode;
}

export function EmptyState({ title, hint, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-2 py-8">
      <p className="font-medium">{title}</p>
      <p className="text-muted">{hint}</p>
      {children}
    </div>
  );
}
