// A systemd user unit: starts with the user's session, or with the machine when lingering is on.
import { join } from 'node:path';

export interface ServiceFacts {
  /** Program and arguments, absolute. */
  readonly command: readonly string[];
  /** Without secrets: the unit is readable by others. */
  readonly environment: Readonly<Record<string, string>>;
}

export const UNIT_NAME = 'durable-cowork.service';

export function unitFile(env: NodeJS.ProcessEnv, home: string): string {
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'systemd', 'user', UNIT_NAME);
}

export function unitText({ command, environment }: ServiceFacts): string {
  return `[Unit]
Description=Durable Cowork

[Service]
Type=exec
${Object.entries(environment)
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`)
  .join('\n')}
ExecStart=${command.map((word) => quoted(word).replaceAll('$', () => '$$')).join(' ')}
Restart=on-failure
RestartSec=2
# Refused before it was ready: starting again would not help, a person has to do something (see the journal).
RestartPreventExitStatus=2
# The launcher stops its children in order; what is left after that is killed.
KillMode=mixed
TimeoutStopSec=30

[Install]
WantedBy=default.target
`;
}

/** One word in a unit file: quotes and backslashes escaped, percent signs kept from being specifiers. */
function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}
