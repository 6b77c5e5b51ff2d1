// A kept history as its file holds it, and what its activities answered: which ways of the workflow it has gone.
import { readdirSync, readFileSync } from 'node:fs';

interface Payload {
  readonly data: string;
}
interface HistoryEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType: { readonly name: string } };
  readonly activityTaskStartedEventAttributes?: { readonly attempt: number };
  readonly activityTaskCompletedEventAttributes?: {
    readonly scheduledEventId: string;
    readonly result?: { readonly payloads: readonly Payload[] };
  };
  /** A local activity's answer. */
  readonly markerRecordedEventAttributes?: {
    readonly details?: Readonly<Record<string, { readonly payloads: readonly Payload[] }>>;
  };
}
export interface History {
  readonly events: readonly HistoryEvent[];
}

const FOLDER = new URL('./histories/', import.meta.url);

export const historyFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort();

export const loadHistory = (name: string): History => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as History;

/** `activity: kind` of each answer, with the reason of an end: "callModel: ended, cancelled". */
export function answersIn(history: History): string[] {
  const activities = new Map(
    history.events.flatMap((event) => {
      const name = event.activityTaskScheduledEventAttributes?.activityType.name;
      return name === undefined ? [] : [[event.eventId, name] as const];
    }),
  );
  return history.events.flatMap((event) => {
    const done = event.activityTaskCompletedEventAttributes;
    if (done) return answer(activities.get(done.scheduledEventId), done.result?.payloads[0]);
    const local = event.markerRecordedEventAttributes?.details;
    if (!local) return [];
    const data = valueOf(local['data']?.payloads[0]) as { activity_type?: string } | undefined;
    return answer(data?.activity_type, local['result']?.payloads[0]);
  });
}

function answer(activity: string | undefined, payload: Payload | undefined): string[] {
  const { kind, why } = (valueOf(payload) ?? {}) as { kind?: string; why?: string };
  return activity === undefined || kind === undefined ? [] : [`${activity}: ${kind}${why === undefined ? '' : `, ${why}`}`];
}

const valueOf = (payload: Payload | undefined): unknown =>
  payload && (JSON.parse(Buffer.from(payload.data, 'base64').toString('utf8')) as unknown);
