// One line of the navigation at the left.
import { Link, type LinkProps } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';

interface PlaceLinkProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly exact?: boolean;
  /** Only the icon. */
  readonly folded?: boolean;
}

export function PlaceLink({ to, label, icon: Icon, exact = false, folded = false }: PlaceLinkProps) {
  return (
    <Link
      to={to}
      {...(folded ? { 'aria-label': label, title: label } : {})}
      activeOptions={{ exact }}
      className="flex min-h-10 items-center gap-3 rounded-md px-3 hover:bg-hover data-[status=active]:bg-hover data-[status=active]:font-medium"
    >
      <Icon size={18} aria-hidden className="shrink-0 text-muted" />
      {!folded && label}
    </Link>
  );
}
