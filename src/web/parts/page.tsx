// A screen's frame: its one heading, the tab's title, a readable width.
import type { ReactNode } from 'react';
import { useTitle } from '../state/use-title.ts';

export interface PageProps {
  readonly title: string;
  /** Right of the heading: status, a button. */
  readonly aside?: ReactNode;
  /** For what wants room: tables, pages of documents. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, aside, wide = false, children }: PageProps) {
  useTitle(title);
  return (
    <div className={`mx-auto flex w-full ${wide ? 'max-w-5xl' : 'max-w-3xl'} flex-col gap-6 px-4 py-6 md:px-8 md:py-10`}>
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 tabIndex={-1} className="min-w-[60%] flex-1 outline-none">
          {title}
        </h1>
        {aside}
      </header>
      {children}
    </div>
  );
}
