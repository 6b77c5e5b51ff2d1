// How something stands: an icon and its word. Colour never says it alone.
import type { LucideIcon } from 'lucide-react';

export interface Look {
  readonly icon: LucideIcon;
  readonly colour: string;
}

interface SignProps {
  readonly look: Look;
  readonly word: string;
  /** Hides the word where there is no room; screen readers still hear it. */
  readonly brief?: boolean;
}

export function Sign({ look: { icon: Icon, colour }, word, brief = false }: SignProps) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm whitespace-nowrap ${colour}`} {...(brief ? { title: word } : {})}>
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className={brief ? 'sr-only' : ''}>{word}</span>
    </span>
  );
}
