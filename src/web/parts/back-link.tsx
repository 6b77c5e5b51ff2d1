// Under a screen's heading: where it belongs to.
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';

type BackLinkProps = Pick<LinkProps, 'to' | 'params' | 'search'> & { readonly text: string };

export function BackLink({ text, ...place }: BackLinkProps) {
  return (
    <Link {...place} className="-mt-4 flex min-h-10 w-fit max-w-full items-center gap-2 text-muted hover:text-ink">
      <ArrowLeft size={18} aria-hidden className="shrink-0" />
      <span className="truncate">{text}</span>
    </Link>
  );
}
