// Whether a moment lies in the quiet hours, by the clock of whoever asks. From 22:00 to 07:00 goes over midnight.

export function isQuiet(hours: { readonly from: string; readonly to: string } | null, now: Date): boolean {
  if (!hours) return false;
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  const { from, to } = hours;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
