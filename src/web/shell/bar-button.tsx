// One line of the navigation at the left that does something instead of leading somewhere.
import type { LucideIcon } from 'lucide-react';

interface BarButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  /** Only the icon. */
  readonly folded: boolean;
  /** The key that does the same, with Ctrl or ⌘. */
  readonly keys?: string;
}

const CONTROL = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl ';

export const BarButton = ({ icon: Icon, label, onClick, folded, keys }: BarButtonProps) => (
  <button
    type="button"
    {...(folded ? { 'aria-label': label, title: label } : {})}
    className={`flex min-h-10 items-center gap-3 rounded-md px-3 hover:bg-hover ${folded ? '' : 'w-full'}`}
    onClick={onClick}
  >
    <Icon size={18} aria-hidden className="shrink-0 text-muted" />
    {!folded && label}
    {!folded && keys !== undefined && (
      <kbd className="ml-auto font-sans text-xs text-muted">
        {CONTROL}
        {keys}
      </kbd>
    )}
  </button>
);
