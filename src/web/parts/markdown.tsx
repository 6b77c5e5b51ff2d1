// Text of the model: the only place where it gets a form. HTML in it stays text, pictures are not fetched, a link says where it leads.
import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { words } from '../words/words.ts';
import { Code } from './code.tsx';

const PLUGINS = [remarkGfm];
/** Everything else, also addresses within this app, is shown as words: the model is not to lead anybody through the product. */
const OUTSIDE = /^(https?|mailto):/i;
/** While an answer streams, its last block is coloured again and again: longer ones stay plain. */
const MOST_COLOURED = 20_000;

const COMPONENTS: Components = {
  // The page has its own h1 and h2.
  h1: ({ children }) => <h3 className="text-lg font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="font-semibold">{children}</h5>,
  h4: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h5: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h6: ({ children }) => <h6 className="font-medium">{children}</h6>,
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-6">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-6">
      {children}
    </ol>
  ),
  li: ({ children }) => <li className="[&>p]:my-1">{children}</li>,
  blockquote: ({ children }) => <blockquote className="space-y-3 border-l-2 border-line pl-4 text-muted">{children}</blockquote>,
  hr: () => <hr className="border-line" />,
  code: ({ children }) => <code className="rounded-md bg-hover px-1 py-0.5 font-mono text-[0.875em]">{children}</code>,
  pre: ({ node }) => (
    <Wide label={words.markdown.code}>
      <pre className="p-3 text-sm">
        <Code {...fenceOf(node)} limit={MOST_COLOURED} />
      </pre>
    </Wide>
  ),
  table: ({ children }) => (
    <Wide label={words.markdown.table}>
      <table className="w-full border-collapse text-sm">{children}</table>
    </Wide>
  ),
  th: ({ children, style }) => (
    <th scope="col" style={style} className="border-b border-line px-3 py-2 text-left font-medium">
      {children}
    </th>
  ),
  td: ({ children, style }) => (
    <td style={style} className="border-b border-line px-3 py-2 align-top">
      {children}
    </td>
  ),
  a: ({ href, children }) => <Outward target={href ?? ''}>{children}</Outward>,
  // Fetching it would tell its owner that, when and what this person reads.
  img: ({ alt }) => <span className="text-muted">{alt ? words.markdown.image(alt) : words.markdown.imageUnnamed}</span>,
  input: ({ checked }) => <span aria-hidden>{checked ? '☑ ' : '☐ '}</span>,
  // Footnotes: their numbers lead within the page, which `a` does not.
  sup: ({ children }) => <sup>{children}</sup>,
};

/** A block of code as it was written, and what its fence says it is. */
function fenceOf(pre: ExtraProps['node']): { text: string; language: string | undefined } {
  const code = pre?.children[0];
  if (code?.type !== 'element') return { text: '', language: undefined };
  const classes = code.properties['className'];
  const named = Array.isArray(classes) ? classes.map(String).find((name) => name.startsWith('language-')) : undefined;
  return {
    text: code.children.map((child) => (child.type === 'text' ? child.value : '')).join(''),
    language: named?.slice('language-'.length),
  };
}

/** The text is drawn again only when it has changed: a long conversation streams at its end. */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="min-w-0 space-y-3 leading-relaxed">
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={(url) => url}>
        {text}
      </ReactMarkdown>
    </div>
  );
});

/** What is wider than the page scrolls by itself, also by keyboard. No region: a text may have many, of one name. */
function Wide({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div role="group" aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-raised">
      {children}
    </div>
  );
}

function Outward({ target, children }: { readonly target: string; readonly children: ReactNode }) {
  if (!OUTSIDE.test(target))
    return (
      <span>
        {children}
        {typeof children === 'string' && children !== target && <span className="text-muted"> ({target})</span>}
      </span>
    );
  const place = placeOf(target);
  return (
    <a href={target} target="_blank" rel="noopener noreferrer" title={target} className="underline underline-offset-2">
      {children}
      {children !== target && <span className="text-muted"> ({place})</span>}
    </a>
  );
}

/** The part of an address that says whose it is. */
function placeOf(target: string): string {
  try {
    const { host, pathname, protocol } = new URL(target);
    return protocol === 'mailto:' ? pathname : host;
  } catch {
    return target;
  }
}
