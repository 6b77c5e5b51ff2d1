// A menu behind a button. Not modal: a modal one would put a style into the page, which its policy forbids.
import { DropdownMenu } from 'radix-ui';
import { type ReactElement, useRef } from 'react';
import { useLayer } from './layer.ts';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly disabled?: boolean;
  readonly danger?: boolean;
}

export function Menu({ trigger, items }: { readonly trigger: ReactElement; readonly items: readonly MenuItem[] }) {
  const container = useLayer();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild ref={button}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-48 rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {items.map(({ label, onSelect, disabled = false, danger }) => (
            <DropdownMenu.Item
              key={label}
              disabled={disabled}
              onSelect={() => {
                // Before a dialog opens: it gives the focus back to what has it now, and the item will be gone.
                button.current?.focus();
                onSelect();
              }}
              className={`flex min-h-10 cursor-pointer items-center rounded-md px-3 outline-none data-disabled:opacity-60 data-highlighted:bg-hover ${danger ? 'text-bad' : ''}`}
            >
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
