// A thread as its events tell it: a window of the log that grows at both ends, and the words that are being written.
import type { ThreadStreamItem } from '../../client/event-stream.ts';
import type { CoworkError } from '../../contract/errors.ts';
import type { WaitingFor } from '../../contract/task.ts';
import type { ThreadEvent, ThreadStatus } from '../../contract/threads.ts';

interface Writing {
  readonly step: number;
  readonly attempt: number;
  readonly text: string;
}

export interface ThreadPicture {
  /** In order, without gaps. */
  readonly events: readonly ThreadEvent[];
  readonly status: ThreadStatus;
  readonly waitingFor: WaitingFor | undefined;
  readonly streaming: Writing | undefined;
  /** The window ends at the newest event, and new ones come by themselves. */
  readonly live: boolean;
  readonly loaded: boolean;
  /** It cannot be followed: it is not there, or this browser may not. */
  readonly error: CoworkError | undefined;
  /** The last step whose words were stored: what comes late of it is not shown again. */
  readonly saidStep: number;
}

export const EMPTY_THREAD: ThreadPicture = {
  events: [],
  status: 'idle',
  waitingFor: undefined,
  streaming: undefined,
  live: false,
  loaded: false,
  error: undefined,
  saidStep: -1,
};

export const hasOlder = ({ events }: ThreadPicture): boolean => (events[0]?.seq ?? 1) > 1;

export const withOlder = (picture: ThreadPicture, older: readonly ThreadEvent[]): ThreadPicture => {
  const first = picture.events[0]?.seq ?? Infinity;
  return { ...picture, events: [...older.filter((event) => event.seq < first), ...picture.events] };
};

export function reduceThread(picture: ThreadPicture, item: ThreadStreamItem): ThreadPicture {
  if (item.type === 'tool_progress') return picture;
  if (item.type === 'message_delta') {
    if (item.step <= picture.saidStep) return picture;
    const now = picture.streaming;
    // Another attempt of the same step starts over: what the cut one wrote was never said.
    const before = now?.step === item.step && now.attempt === item.attempt ? now.text : '';
    return { ...picture, streaming: { step: item.step, attempt: item.attempt, text: before + item.text } };
  }
  if (item.seq <= (picture.events.at(-1)?.seq ?? 0)) return picture;
  const next = { ...picture, events: [...picture.events, item] };
  if (item.type === 'status_changed')
    return {
      ...next,
      status: item.to,
      waitingFor: item.waitingFor,
      streaming: item.to === 'answering' ? next.streaming : undefined,
    };
  if (item.type === 'message_added' && item.role === 'assistant')
    return { ...next, streaming: undefined, saidStep: picture.streaming?.step ?? picture.saidStep };
  return next;
}
