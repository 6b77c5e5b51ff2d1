// Sizes as people read them, in steps of a thousand.

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** 812 → "812 bytes", 1234567 → "1.2 MB". */
export function bytes(size: number): string {
  if (size < 1000) return size === 1 ? '1 byte' : `${size} bytes`;
  let value = size;
  let unit = -1;
  // 999,950 would be written "1000 kB": such values belong to the next unit.
  while (unit < 0 || (value >= 999.5 && unit < UNITS.length - 1)) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}
