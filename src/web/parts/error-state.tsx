// What failed, in the words of the product, and a way out.
import { TriangleAlert } from 'lucide-react';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { saidError } from './said-error.ts';

export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 py-8">
      <p className="flex items-center gap-2 font-medium text-bad">
        <TriangleAlert size={20} aria-hidden />
        {words.error.title}
      </p>
      <p>{saidError(error) ?? words.error.unexpected}</p>
      {onRetry && <Button onClick={onRetry}>{words.error.again}</Button>}
    </div>
  );
}
