// "Saved", or why not, beside what was changed. Its place is kept free, so that nothing jumps.
import { Check } from 'lucide-react';
import { saidError } from '../../parts/said-error.ts';
import { words } from '../../words/words.ts';

export interface SavingProps {
  readonly isSuccess: boolean;
  readonly error: unknown;
}

export function Saved({ saving: { isSuccess, error } }: { readonly saving: SavingProps }) {
  const wrong = saidError(error);
  return (
    <p role="status" className={`flex min-h-6 items-center gap-1 text-sm ${wrong ? 'text-bad' : 'text-good'}`}>
      {wrong ??
        (isSuccess && (
          <>
            <Check size={16} aria-hidden />
            {words.settings.saved}
          </>
        ))}
    </p>
  );
}
