// The ways to answer a question: once, for longer where that is offered, or not.
import { ChevronDown } from 'lucide-react';
import type { Scope } from '../../../contract/changes.ts';
import { Button } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { words } from '../../words/words.ts';

interface AllowButtonsProps {
  readonly scopes: readonly Scope[];
  readonly ready: boolean;
  readonly label: string;
  readonly onAllow: (scope: Scope) => void;
  readonly onDeny: () => void;
}

export function AllowButtons({ scopes, ready, label, onAllow, onDeny }: AllowButtonsProps) {
  const { question } = words;
  const longer = (
    [
      ['schedule', question.allowSchedule],
      ['always', question.allowAlways],
    ] as const
  ).filter(([scope]) => scopes.includes(scope));
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="primary" className="max-sm:flex-1" disabled={!ready} onClick={() => onAllow('once')}>
        {label}
      </Button>
      {scopes.includes('task') && (
        <Button disabled={!ready} title={question.allowTaskHint} onClick={() => onAllow('task')}>
          {question.allowTask}
        </Button>
      )}
      {longer.length > 0 && (
        <Menu
          trigger={
            <Button aria-label={question.otherWays} title={question.otherWays} disabled={!ready} square>
              <ChevronDown size={20} aria-hidden />
            </Button>
          }
          items={longer.map(([scope, text]) => ({ label: text, onSelect: () => onAllow(scope) }))}
        />
      )}
      <Button look="quiet" onClick={onDeny}>
        {question.deny}
      </Button>
    </div>
  );
}
