// Messages that the product does not have yet: kept here, said once when it answers.
import { Clock } from 'lucide-react';
import { Button } from '../../parts/button.tsx';
import { useConnection } from '../../state/connection-context.ts';
import type { Outgoing } from '../../state/outgoing.ts';
import { outgoing } from '../../state/use-outgoing.ts';
import { words } from '../../words/words.ts';
import { PersonMessage } from './person-message.tsx';

interface OutgoingMessagesProps {
  readonly messages: readonly Outgoing[];
  /** Takes it back into what is being typed. */
  readonly onEdit: (message: Outgoing) => void;
}

export function OutgoingMessages({ messages, onEdit }: OutgoingMessagesProps) {
  const isAway = useConnection().kind !== 'online';
  return messages.map((message) => (
    <div key={message.clientId} className="flex flex-col items-end gap-1">
      <PersonMessage text={message.text} attachments={message.attachments} />
      <div className="flex flex-wrap items-center justify-end gap-2 text-sm text-muted" role="status">
        {message.refused === undefined ? (
          <span className="flex items-center gap-1.5">
            <Clock size={16} aria-hidden className="shrink-0" />
            {isAway ? words.composer.kept : words.composer.sending}
          </span>
        ) : (
          <>
            <span className="text-bad">{words.composer.refused(message.refused)}</span>
            <Button look="quiet" onClick={() => outgoing.retry(message.clientId)}>
              {words.composer.again}
            </Button>
          </>
        )}
        {(isAway || message.refused !== undefined) && (
          <Button look="quiet" onClick={() => onEdit(message)}>
            {words.composer.edit}
          </Button>
        )}
      </div>
    </div>
  ));
}
