// A time that is still to come, in the time zone that it is meant in: "Mon, 30 Nov, 09:00".
import { language } from '../../words/words.ts';

export function sayDue(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(new Date(iso).getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }),
    timeZone,
  }).format(new Date(iso));
}
