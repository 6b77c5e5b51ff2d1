// Something that stands out from the page. `wanted` marks what waits for the user.
import type { ReactNode } from 'react';

export function Card({ children, wanted = false }: { readonly children: ReactNode; readonly wanted?: boolean }) {
  return (
    <section className={`rounded-md border p-4 ${wanted ? 'border-accent bg-accent-soft' : 'border-line bg-raised'}`}>
      {children}
    </section>
  );
}
