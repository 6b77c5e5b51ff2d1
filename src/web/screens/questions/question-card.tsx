// A question about what the agent may do: the whole effect, and the answer. Enter allows only here, and only what was fully shown.
import { CircleHelp } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import type { Approval, Scope } from '../../../contract/changes.ts';
import { isCoworkError } from '../../../contract/errors.ts';
import { scheduleWishOf } from '../../../contract/schedule-wish.ts';
import { Button } from '../../parts/button.tsx';
import { saidError } from '../../parts/said-error.ts';
import { arrivedJustNow, leaveAnswered } from '../../state/focus.ts';
import { useDecide, useOperations } from '../../state/question-queries.ts';
import { sayNumber } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { AllowButtons } from './allow-buttons.tsx';
import { DenyForm } from './deny-form.tsx';
import { FolderWish, folderWishOf } from './folder-wish.tsx';
import { OperationList, type Reach } from './operation-list.tsx';
import { ScheduleWishList } from './schedule-wish.tsx';
import { partsOf, rowsOf } from './sort-out.ts';
import { useSeen } from './use-seen.ts';
import { useTicks } from './use-ticks.ts';

interface QuestionCardProps {
  readonly approval: Approval;
  /** The task that asks, where it is not the page's own. */
  readonly from?: string;
}

export function QuestionCard({ approval, from }: QuestionCardProps) {
  const { preview } = approval;
  const { operations, all, error, retry } = useOperations(approval);
  const ticks = useTicks(operations);
  const decide = useDecide(approval);
  const [denying, setDenying] = useState(false);
  const [path, setPath] = useState<string>();
  const wish = folderWishOf(approval);
  const schedule = scheduleWishOf(approval);
  const isWish = wish !== undefined || schedule !== undefined;
  const card = useRef<HTMLDivElement>(null);
  const reach = useRef<Reach>(null);
  const rows = useMemo(() => rowsOf(operations, preview), [operations, preview]);
  const parts = useMemo(() => ['head', ...(isWish ? ['wish'] : []), ...partsOf(rows)], [isWish, rows]);
  const seen = useSeen(card, parts);
  const titleId = useId();
  const { question } = words;

  // Its answer is under way, or has arrived and the card is about to go: Enter that is held or pressed twice says nothing again.
  const busy = decide.isPending || decide.isSuccess;
  const allow = (scope: Scope): void => {
    const chosen = ticks.chosen();
    const answered = card.current;
    decide.mutate(
      { decision: 'allow', scope, ...(chosen ? { operations: chosen } : {}), ...(path === undefined ? {} : { path }) },
      {
        onSuccess: () => leaveAnswered(answered),
        onError: (error) => {
          const needed = isCoworkError(error) && error.code === 'operations_needed' ? error.extra['needed'] : undefined;
          if (Array.isArray(needed)) ticks.setNeeded(needed.map(String));
        },
      },
    );
  };
  const deny = (note: string): void => {
    if (busy) return;
    const answered = card.current;
    decide.mutate({ decision: 'deny', ...(note === '' ? {} : { note }) }, { onSuccess: () => leaveAnswered(answered) });
  };
  const ready = all && !busy && (operations.length === 0 || ticks.count > 0);
  const onEnter = (held: boolean): void => {
    if (!seen.whole) {
      const away = seen.goOn();
      if (away !== undefined) reach.current?.(away);
    } else if (ready && !held) allow('once');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') onEnter(event.repeat || arrivedJustNow(event.currentTarget));
    else if (event.key === 'd') setDenying(true);
    else return;
    event.preventDefault();
  };

  return (
    // A group and no landmark: two tasks may ask the same.
    <div
      ref={card}
      role="group"
      aria-labelledby={titleId}
      tabIndex={0}
      data-seen={all && seen.whole}
      data-question={approval.id}
      onKeyDown={onKeyDown}
      className="flex scroll-mt-4 flex-col gap-3 rounded-md border border-accent bg-accent-soft p-4"
    >
      <header data-part="head" className="flex flex-col gap-1">
        <p className="flex items-center gap-2 text-sm font-medium text-accent">
          <CircleHelp size={16} aria-hidden className="shrink-0" />
          {question.wants}
          {from !== undefined && <span className="font-normal text-muted">· {from}</span>}
        </p>
        <h2 id={titleId} className="text-lg [overflow-wrap:anywhere]">
          {wish
            ? wish.path === undefined
              ? question.folder.wantsSome
              : question.folder.wants(wish.path)
            : words.saidChange(preview)}
        </h2>
        {/* That each change is asked is what the person chose: no news. */}
        {!preview.rule.startsWith('mode ask') && <p className="text-sm text-muted">{question.why(preview.rule)}</p>}
      </header>
      {isWish && (
        <div data-part="wish">
          {wish && <FolderWish wish={wish} picked={path} onPick={setPath} />}
          {schedule && <ScheduleWishList wish={schedule} />}
        </div>
      )}
      {rows.length > 0 && (
        <OperationList approvalId={approval.id} operations={operations} rows={rows} ticks={ticks} reach={reach} />
      )}
      <footer className="sticky bottom-(--foot,0px) -mx-4 -mb-4 flex flex-col gap-3 rounded-b-md border-t border-line bg-accent-soft p-4">
        <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
          {!all && <p className="text-sm text-muted">{question.loading(sayNumber(operations.length), total(approval))}</p>}
          {error !== undefined && (
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
              <p className="text-sm text-bad">{question.notLoaded(saidError(error) ?? '')}</p>
              <Button onClick={retry}>{words.error.again}</Button>
            </div>
          )}
          {all && operations.length > 0 && ticks.count === 0 && <p className="text-sm">{question.nothingTicked}</p>}
          {decide.isError && <p className="text-sm text-bad">{saidError(decide.error)}</p>}
          {ticks.needed.size > 0 && (
            <div>
              <Button onClick={() => ticks.set([...ticks.needed], true)}>{question.needed}</Button>
            </div>
          )}
        </div>
        {denying ? (
          <DenyForm
            approvalId={approval.id}
            busy={busy}
            onBack={() => {
              setDenying(false);
              card.current?.focus();
            }}
            onDeny={deny}
          />
        ) : (
          <AllowButtons
            scopes={approval.scopes}
            ready={ready}
            label={ticks.count === ticks.all ? question.allow : question.allowSome(sayNumber(ticks.count), sayNumber(ticks.all))}
            onAllow={allow}
            onDeny={() => setDenying(true)}
          />
        )}
      </footer>
    </div>
  );
}

function total({ preview: { counts } }: Approval): string {
  const { create, replace, move, delete: gone, other, attributes = 0 } = counts;
  return sayNumber(create + replace + move + gone + other + attributes);
}
