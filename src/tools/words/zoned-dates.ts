// Times of files in the user's zone: the day for short lists, the minute with its offset for long ones.

export interface ZonedDates {
  /** "2024-03-01" */
  day(iso: string): string;
  /** "2024-03-01 14:02 +01:00" */
  minute(iso: string): string;
}

/** @param timeZone IANA name; the formatter is made once because making it costs more than using it a thousand times. */
export function zonedDates(timeZone: string): ZonedDates {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'longOffset',
  });
  const partsOf = (iso: string): Record<string, string> | undefined => {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return undefined;
    return Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  };
  const dayOf = (p: Record<string, string>): string => `${p['year']}-${p['month']}-${p['day']}`;
  return {
    day(iso) {
      const parts = partsOf(iso);
      return parts ? dayOf(parts) : 'no date';
    },
    minute(iso) {
      const parts = partsOf(iso);
      if (!parts) return 'no date';
      // "GMT+01:00", or plain "GMT" for none.
      const offset = parts['timeZoneName']?.slice(3) || '+00:00';
      return `${dayOf(parts)} ${parts['hour']}:${parts['minute']} ${offset}`;
    },
  };
}
