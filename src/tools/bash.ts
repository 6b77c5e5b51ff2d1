// bash: any command, in a machine of its own. What it does to files comes out as one change, asked about like every other.
import { z } from 'zod';
import { TOOL_INPUTS } from '../contract/tools.ts';
import type { ToolInput } from '../contract/tools.ts';
import { errorResult, textResult, type ToolResult } from '../contract/tool-result.ts';
import type { Commands, Ran } from '../sandbox/command-port.ts';
import type { Workspace } from '../files/port.ts';
import { quoted } from './cap.ts';
import { changeReport } from './change-report.ts';
import type { ChangingTool } from './tool.ts';
import { changedInWords } from './words/changes.ts';
import { some } from './words/count.ts';
import { shown } from './words/names.ts';

type Input = ToolInput<'bash'>;

const DEFAULT_SECONDS = 120;
const MOST_SECONDS = 1_500;

const DESCRIPTION = `Runs a command with bash in this job's own sandbox: Debian with python3 (pandas, openpyxl, docx, pptx, pdfplumber, reportlab, \
matplotlib), git, rg, jq, sqlite3, pdftotext, tesseract, pandoc, ImageMagick, LibreOffice.
Use it where a program is needed, and one script for many files; read_file, edit_file and move_files are quicker for a few. It sees the paths of the \
other tools and runs without asking: what it changes is a proposal, shown to the user as one change when it has ended; the result \
says what was done. The shell keeps its folder and variables. /tmp and the home folder never reach the user.
Hosts are reached through the HTTP proxy that is set, and only those that the user allowed: others are refused at once, the user is asked when the \
command has ended, and the result says the answer. Nothing is run again by itself.
Limits: ${DEFAULT_SECONDS} s unless timeout_seconds says more (at most ${MOST_SECONDS}). New symbolic links, pipes, devices and setuid programs do not come out. \
Programs left running stand still between calls; those that hold a folder are ended.
Example: {"command":"cd /folders/Receipts && python3 /scratch/sort.py"}
Error: "The command was interrupted … Nothing was changed."`;

/** What is kept of a command until its change is decided. */
const Said = z.object({
  output: z.string(),
  code: z.int(),
  ms: z.int(),
  late: z.boolean(),
  ended: z.array(z.string()),
  left: z.array(z.string()),
  hosts: z.array(z.string()).default([]),
  withoutMachine: z.boolean().default(false),
});
type Said = z.infer<typeof Said>;

export function bash({ commands, spill }: { commands: Commands; spill: Workspace['spill'] }): ChangingTool<Input> {
  return {
    name: 'bash',
    effect: 'command',
    description: DESCRIPTION,
    input: TOOL_INPUTS.bash,
    doing: ({ command }) => `Running ${firstLine(command)}`,
    async run({ command, timeout_seconds = DEFAULT_SECONDS }, context) {
      if (timeout_seconds > MOST_SECONDS) return result(errorResult('task', `timeout_seconds is at most ${MOST_SECONDS}.`));
      const outcome = await commands.run({
        ...{ key: context.key, text: command, timeoutMs: timeout_seconds * 1_000, begun: context.begun, signal: context.signal },
        onProgress: (text) => context.progress(0, 0, text),
      });
      switch (outcome.kind) {
        case 'unavailable':
          return result(
            errorResult(
              'task',
              `Commands do not run here: ${outcome.why}. To mend it: ${outcome.mend}. Go on with the file tools, and tell the user.`,
              `Commands do not run here: ${outcome.why}; ${outcome.mend}`,
            ),
          );
        case 'interrupted':
          return result(
            errorResult(
              'command',
              'The command was interrupted: the sandbox or the program ended while it ran. Nothing was changed. Look, and decide whether to run it again.',
              'The command was interrupted; nothing was changed',
            ),
          );
        case 'refused':
          return result({
            ...errorResult(
              'command',
              `${saying(await keptOf(outcome.ran, (text) => spill(context.key, text)))}\nNothing that it changed was taken, because part of it cannot be: ` +
                `${some(
                  outcome.refusals.map(({ path, why }) => `${shown(path)} (${why})`),
                  20,
                )}. Do it without that.`,
              'The command made what cannot be taken; nothing was changed',
            ),
            ...asking(outcome.ran),
          });
        case 'ran': {
          const said = await keptOf(outcome.ran, (text) => spill(context.key, text));
          if (outcome.draft.length === 0) return result(ended(said, ['It changed no files.']));
          return { kind: 'changes', draft: outcome.draft, said, unchangedSince: outcome.since };
        }
      }
    },
    describe(_, report, kept) {
      const said = Said.parse(kept);
      const changed = changeReport(report, (operations) => {
        const words = changedInWords(operations);
        return { text: `${words}.`, summary: words };
      });
      const text = changed.blocks.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
      const whole = ended(said, ['', 'What it changed in the folders:', text]);
      return { ...whole, isError: whole.isError || changed.isError, summary: `${summaryOf(said)}; ${changed.summary}` };
    },
  };
}

const result = (of: ToolResult) => ({ kind: 'result', result: of }) as const;

/** A question may wait for days with it, so only what is quoted is kept. */
const KEPT_CHARS = 40_000;
/** A change set keeps no more. */
const KEPT_BYTES = 60_000;

async function keptOf(ran: Ran, spill: (text: string) => Promise<string>): Promise<Said> {
  const { code, ms, late, ended, left, hosts, withoutMachine } = ran;
  const rest = { code, ms, late, withoutMachine, ended: ended.slice(0, 20), left: left.slice(0, 20), hosts: [...hosts] };
  // Letters take one byte or four, and some more as JSON.
  for (let limit = KEPT_CHARS; ; limit /= 2) {
    const said = { output: await quoted(ran.output, { spill, limit }), ...rest };
    if (Buffer.byteLength(JSON.stringify(said)) <= KEPT_BYTES) return said;
  }
}

function ended(said: Said, after: readonly string[]): ToolResult {
  const text = [saying(said), ...after].join('\n');
  const isFine = said.code === 0 && !said.late;
  const told = isFine ? textResult('command', text, { summary: summaryOf(said) }) : errorResult('command', text, summaryOf(said));
  return { ...told, ...asking(said) };
}

const asking = ({ hosts }: Pick<Said, 'hosts'> | Pick<Ran, 'hosts'>): Pick<ToolResult, 'hosts'> =>
  hosts.length === 0 ? {} : { hosts: [...hosts] };

function saying({ output, code, ms, late, ended: programs, left, hosts, withoutMachine }: Said): string {
  const lines = [
    output.trimEnd() || '(no output)',
    '',
    `${late ? 'Ended because its time was over' : `Exit code ${code}`}, ${seconds(ms)}.`,
  ];
  if (withoutMachine)
    lines.push(
      'It ran without a virtual machine (reduced isolation), with the programs of the user’s computer: not all that are listed may be there.',
    );
  if (hosts.length > 0) lines.push(`Refused, because nobody has allowed them: ${some([...hosts], 10)}.`);
  if (programs.length > 0) lines.push(`Still held a folder and were ended: ${some([...programs], 10)}.`);
  if (left.length > 0)
    lines.push(`Links, pipes and the like do not stay in /scratch (use the home folder for them): ${some(left.map(shown), 10)}.`);
  return lines.join('\n');
}

const summaryOf = ({ code, ms, late, withoutMachine }: Said): string =>
  `ran a command${withoutMachine ? ' without a virtual machine' : ''}${late ? ' until its time was over' : code === 0 ? '' : `, exit code ${code}`} (${seconds(ms)})`;

const seconds = (ms: number): string => (ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`);
const firstLine = (command: string): string => {
  const line = command.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};
