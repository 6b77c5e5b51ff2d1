// What the agent said or is saying.
import { Markdown } from '../../parts/markdown.tsx';
import { words } from '../../words/words.ts';

export const AgentMessage = ({ text }: { readonly text: string }) => (
  <div className="max-w-full min-w-0">
    <span className="sr-only">{words.threads.agent}: </span>
    <Markdown text={text} />
  </div>
);
