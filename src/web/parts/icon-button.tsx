// A button that is only an icon: its name is said by the tooltip and to screen readers.
import type { LucideIcon } from 'lucide-react';
import type { ButtonProps } from './button.tsx';
import { Button } from './button.tsx';
import { Tip } from './tip.tsx';

export function IconButton({ icon: Icon, label, ...rest }: ButtonProps & { readonly icon: LucideIcon; readonly label: string }) {
  return (
    <Tip text={label}>
      <Button look="quiet" aria-label={label} square {...rest}>
        <Icon size={20} aria-hidden />
      </Button>
    </Tip>
  );
}
