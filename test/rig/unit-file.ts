// Reads a systemd unit as systemd does: words in double quotes, C escapes, %% and (in commands) $$.

export interface UnitCommand {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What the unit runs, and the variables that it sets. Throws when it names no command, or has a specifier that systemd would fill in. */
export function readUnit(text: string): UnitCommand {
  const all = (name: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name}=`))
      .map((line) => line.slice(name.length + 1));
  const [start, ...more] = all('ExecStart');
  if (start === undefined || more.length > 0) throw new Error('a unit has one ExecStart');
  const pairs = all('Environment').flatMap(words);
  return {
    command: words(start).map((word) => word.replaceAll('$$', '$')),
    environment: Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
  };
}

function words(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain = '']) => {
    const word = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    if (/%(?!%)/.test(word.replaceAll('%%', ''))) throw new Error(`a specifier in ${word}`);
    return word.replaceAll('%%', '%');
  });
}
