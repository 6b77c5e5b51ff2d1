// A command for the terminal, to be copied.
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';

export function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  return (
    <span className="flex max-w-full items-center gap-2">
      <code className="min-w-0 rounded-md bg-hover px-2 py-1 font-mono text-sm break-all">{text}</code>
      <Button
        look="quiet"
        square
        className="shrink-0"
        aria-label={`${copied ? words.settings.copied : words.settings.copy}: ${text}`}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <Icon size={16} aria-hidden />
      </Button>
    </span>
  );
}
