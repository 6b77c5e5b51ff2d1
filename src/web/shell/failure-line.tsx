// Says that what was just asked for did not happen, where its own place does not say so.
import { TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../parts/icon-button.tsx';
import { saidError } from '../parts/said-error.ts';
import { tellFailure, useFailure } from '../state/failure.ts';
import { words } from '../words/words.ts';

export function FailureLine() {
  const said = saidError(useFailure());
  if (said === undefined) return null;
  return (
    <div role="alert" className="flex items-center gap-2 border-b border-line bg-hover pl-4 text-sm">
      <TriangleAlert size={16} aria-hidden className="shrink-0 text-bad" />
      <p className="min-w-0 flex-1 py-2 [overflow-wrap:anywhere]">
        <strong className="font-semibold text-bad">{words.error.title}.</strong> {said}
      </p>
      <IconButton icon={X} label={words.close} onClick={() => tellFailure(undefined)} />
    </div>
  );
}
