// Messages that the product does not have yet: kept here, said once when it answers.
import { Clock } from 'lucide-react';
import { Button } from '../../parts/button.tsx';
import { saidCode } from '../../parts/said-error.ts';
import { useConnection } from '../../state/connection-context.ts';
import type { Outgoing } from '../../state/outgoing.ts';
import { outgoing, useIsUnkept } from '../../state/use-outgoing.ts';
import { words } from '../../words/words.ts';
import { PersonMessage } from './person-message.tsx';

interface OutgoingMessagesProps {
  readonly messages: readonly Outgoing[];
  /** Takes it back into what is being typed. */
  readonly onEdit: (message: Outgoing) => void;
}

export function OutgoingMessages({ messages, onEdit }: OutgoingMessagesProps) {
  return messages.map((message) => <OutgoingMessage key={message.clientId} message={message} onEdit={() => onEdit(message)} />);
}

function OutgoingMessage({ message, onEdit }: { readonly message: Outgoing; readonly onEdit: () => void }) {
  const isAway = useConnection().kind !== 'online';
  const isUnkept = useIsUnkept(message);
  const waits = isUnkept ? words.composer.unkept : isAway ? words.composer.kept : words.composer.sending;
  return (
    <div className="flex flex-col items-end gap-1">
      <PersonMessage text={message.text} attachments={message.attachments} />
      <div className="flex flex-wrap items-center justify-end gap-2 text-sm text-muted" role="status">
        {message.refused === undefined ? (
          <span className="flex items-center gap-1.5">
            <Clock size={16} aria-hidden className="shrink-0" />
            {waits}
          </span>
        ) : (
          <>
            <span className="text-bad">{words.composer.refused(saidCode(message.refused.code, message.refused.detail))}</span>
            <Button look="quiet" onClick={() => outgoing.retry(message.clientId)}>
              {words.composer.again}
            </Button>
          </>
        )}
        {(isAway || message.refused !== undefined) && (
          <Button look="quiet" onClick={onEdit}>
            {words.composer.edit}
          </Button>
        )}
      </div>
    </div>
  );
}
