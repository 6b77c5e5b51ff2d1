// What the agent wants to know: options as buttons or ticks, and always room for own words.
import { MessageCircleQuestion } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { saidError } from '../../parts/said-error.ts';
import { isSendKey } from '../../parts/send-key.ts';
import { draftKeys } from '../../state/drafts.ts';
import { leaveAnswered } from '../../state/focus.ts';
import { useAnswer } from '../../state/question-queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { words } from '../../words/words.ts';

interface AnswerCardProps {
  readonly taskId: string;
  readonly question: {
    readonly id: string;
    readonly question: string;
    readonly options: readonly string[];
    readonly multiple: boolean;
  };
  readonly from?: string;
}

export function AnswerCard({ taskId, question, from }: AnswerCardProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [{ text }, change] = useDraft(draftKeys.answer(question.id));
  const answer = useAnswer(taskId);
  const card = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const fieldId = useId();
  const { ask, wants } = words.question;
  // Its answer is under way, or has arrived and the card is about to go.
  const busy = answer.isPending || answer.isSuccess;
  const send = (choices: readonly string[]): void => {
    if (busy) return;
    const own = text.trim();
    if (choices.length === 0 && own === '') return;
    const answered = card.current;
    answer.mutate(
      {
        questionId: question.id,
        ...(choices.length === 0 ? {} : { choices: [...choices] }),
        ...(own === '' ? {} : { text: own }),
      },
      { onSuccess: () => leaveAnswered(answered) },
    );
  };
  return (
    <div
      ref={card}
      role="group"
      aria-labelledby={titleId}
      tabIndex={0}
      data-question={question.id}
      className="flex flex-col gap-3 rounded-md border border-accent bg-accent-soft p-4"
    >
      <header className="flex flex-col gap-1">
        <p className="flex items-center gap-2 text-sm font-medium text-accent">
          <MessageCircleQuestion size={16} aria-hidden className="shrink-0" />
          {wants}
          {from !== undefined && <span className="font-normal text-muted">· {from}</span>}
        </p>
        <h2 id={titleId} className="text-lg whitespace-pre-wrap">
          {question.question}
        </h2>
      </header>
      {question.options.length > 0 &&
        (question.multiple ? (
          <fieldset>
            <legend className="text-sm text-muted">{ask.several}</legend>
            {question.options.map((option) => (
              <Checkbox
                key={option}
                checked={chosen.has(option)}
                onChange={(on) =>
                  setChosen((before) => new Set(on ? [...before, option] : [...before].filter((one) => one !== option)))
                }
              >
                {option}
              </Checkbox>
            ))}
          </fieldset>
        ) : (
          <div className="flex flex-wrap gap-2">
            {question.options.map((option) => (
              <Button key={option} className="py-2 text-left" disabled={busy} onClick={() => send([option])}>
                {option}
              </Button>
            ))}
          </div>
        ))}
      <div className="flex flex-col gap-2">
        <label htmlFor={fieldId} className="text-sm text-muted">
          {ask.own}
        </label>
        <textarea
          id={fieldId}
          rows={1}
          value={text}
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            send([...chosen]);
          }}
          className="field-sizing-content max-h-40 min-h-10 resize-none rounded-md border border-edge bg-raised px-3 py-2"
        />
        {answer.isError && (
          <p role="alert" className="text-sm text-bad">
            {saidError(answer.error)}
          </p>
        )}
        <div>
          <Button look="primary" onClick={() => send([...chosen])} disabled={busy || (chosen.size === 0 && text.trim() === '')}>
            {ask.send}
          </Button>
        </div>
      </div>
    </div>
  );
}
