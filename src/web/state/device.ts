// What this browser is called where others see who answered: "Firefox (Linux)".
const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/Linux|X11/, 'Linux'],
] as const;

/** `userAgent`: the browser's own; what is not known in it is left out. */
export function deviceName(userAgent: string, unknown: string): string {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1] ?? unknown;
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1];
  return system === undefined ? browser : `${browser} (${system})`;
}
