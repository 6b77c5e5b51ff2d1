// What says numbers and dates in the reader's language. To make one takes longer than to use it a hundred times: those that are the same are one.

export interface Formatters {
  number(options: Intl.NumberFormatOptions): Intl.NumberFormat;
  /** Dates are days and hours of the file, wherever the reader is. */
  date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat;
}

export function formattersFor(language: string): Formatters {
  const numbers = new Map<string, Intl.NumberFormat>();
  const dates = new Map<string, Intl.DateTimeFormat>();
  return {
    number(options) {
      const key = JSON.stringify(options);
      const format = numbers.get(key) ?? new Intl.NumberFormat(language, options);
      numbers.set(key, format);
      return format;
    },
    date(options) {
      const key = JSON.stringify(options);
      const format = dates.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
      dates.set(key, format);
      return format;
    },
  };
}
