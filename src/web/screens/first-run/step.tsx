// One step: its number and title always, its content while it is its turn, what was settled after that.
import { Check } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../../parts/button.tsx';
import { words } from '../../words/words.ts';

export interface StepProps {
  readonly n: number;
  readonly title: string;
  readonly open: boolean;
  /** What was settled. */
  readonly done?: string | undefined;
  readonly onChange?: () => void;
  readonly children: ReactNode;
}

export function Step({ n, title, open, done, onChange, children }: StepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(open);
  // Its turn has come: the keyboard and the screen reader come along.
  useEffect(() => {
    if (open && !wasOpen.current) heading.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <li aria-current={open ? 'step' : undefined} className="flex flex-col gap-4 py-5">
      <div className="flex items-center gap-3">
        <span
          aria-hidden
          className={`flex size-7 shrink-0 items-center justify-center rounded-full border text-sm ${open ? 'border-accent bg-accent text-on-accent' : done ? 'border-good text-good' : 'border-edge text-muted'}`}
        >
          {done ? <Check size={16} /> : n}
        </span>
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1} className={`outline-none ${open || done ? '' : 'text-muted'}`}>
            <span className="sr-only">{words.firstRun.step(n, 3)}: </span>
            {title}
          </h2>
          {done && <p className="text-sm break-words text-muted">{done}</p>}
        </div>
        {done && onChange && (
          <Button look="quiet" aria-label={`${words.firstRun.change}: ${title}`} onClick={onChange}>
            {words.firstRun.change}
          </Button>
        )}
      </div>
      {open && <div className="flex flex-col gap-4 md:pl-10">{children}</div>}
    </li>
  );
}
