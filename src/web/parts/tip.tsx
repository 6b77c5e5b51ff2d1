// A tooltip: a few words more about what it is put around. Never the only place of something needed, because touch has none.
import { Tooltip } from 'radix-ui';
import type { ReactElement } from 'react';
import { useLayer } from './layer.ts';

export function Tip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  const container = useLayer();
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal container={container}>
        <Tooltip.Content sideOffset={4} className="z-50 max-w-80 rounded-md bg-ink px-2 py-1 text-sm text-paper shadow-float">
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
