// Markdown as it is meant, by the one renderer of the product.
import { Markdown } from '../../../parts/markdown.tsx';
import type { PreviewProps } from '../result-preview.tsx';
import { ReadResult, readText } from './read-result.tsx';

export function MarkdownPreview({ output }: PreviewProps) {
  return (
    <ReadResult output={output} kind="text" read={readText}>
      {(text) => (
        <div className="max-w-prose">
          <Markdown text={text} />
        </div>
      )}
    </ReadResult>
  );
}
