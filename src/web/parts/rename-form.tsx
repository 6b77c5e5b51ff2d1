// Another name for something that has one.
import { useState } from 'react';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { saidError } from './said-error.ts';

interface RenameFormProps {
  readonly title: string;
  readonly saving: { readonly isPending: boolean; readonly error: unknown };
  readonly onSave: (title: string) => void;
}

export function RenameForm({ title: before, saving, onSave }: RenameFormProps) {
  const [title, setTitle] = useState(before);
  const wrong = saidError(saving.error);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(title.trim());
      }}
    >
      <label className="flex flex-col gap-1">
        {words.threads.name}
        <input
          value={title}
          maxLength={200}
          className="min-h-10 rounded-md border border-edge bg-paper px-3"
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      {wrong && (
        <p role="alert" className="text-bad">
          {wrong}
        </p>
      )}
      <Button type="submit" look="primary" className="self-end" disabled={title.trim() === '' || saving.isPending}>
        {words.threads.save}
      </Button>
    </form>
  );
}
