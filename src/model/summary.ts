// The user message that stands for old steps: the model's summary, and word for word what must never be lost.
import { isNotice, noticeBlock, textOf } from './blocks.ts';
import { callsById } from './calls.ts';
import type { Block, TranscriptMessage } from './port.ts';
import { isRefetchable, originOf, resultText, traceOf } from './tool-result-block.ts';

/** Their results say what was seen, not what was done or decided; the summary has the facts found. */
const LOOKS = new Set(['list_files', 'read_file', 'search_files', 'update_plan', 'read_skill', 'web_search', 'web_fetch']);
/** An answer of the user is kept word for word; beyond this it is cut, and says so. */
const ANSWER_CHARS = 8_000;
/** Of the newest calls that had an effect, and of the newest refused or failed ones, so much is kept, a line each; of older ones the number. */
const LINES_CHARS = 24_000;

/**
 * Blocks of the message that replaces all steps up to and including `uptoStep`. Kept word for word: the user's own words and answers,
 * permissions and refusals, the outcome of effects (of thousands the newest), the app's notices about folders and mode, and the plan.
 */
export function summaryMessage(input: {
  readonly summary: string;
  readonly transcript: readonly TranscriptMessage[];
  readonly uptoStep: number;
}): Block[] {
  const old = input.transcript.filter((row) => row.step <= input.uptoStep);
  const texts = old.filter((row) => row.role === 'user').flatMap((row) => row.content.filter((b) => b.type === 'text'));
  const decisions = outcomes(input.transcript, input.uptoStep);
  return [
    noticeBlock([
      `Steps 0 to ${input.uptoStep} of this job were replaced by this message to save room. It begins with the user's own words.`,
    ]),
    ...texts.filter((b) => !isNotice(b)).map((b) => ({ type: 'text', text: textOf(b) })),
    ...standingNotices(texts),
    ...(decisions.length === 0
      ? []
      : [noticeBlock(['What was done, allowed, refused and answered in those steps:', ...decisions])]),
    ...planNotice(old),
    noticeBlock(['Summary of those steps:', input.summary === '' ? '(none could be made)' : input.summary]),
  ];
}

/** The first notice (all facts), and later ones that changed what the model may do. */
const standingNotices = (texts: readonly Block[]): Block[] =>
  texts
    .filter(isNotice)
    .filter((b, at) => at === 0 || /^(Mode is now|The folders have changed)/m.test(textOf(b)))
    .map((b) => ({ type: 'text', text: textOf(b) }));

interface Outcome {
  readonly tool: string;
  readonly happened: boolean;
  /** The user's own word, which is never left out. */
  readonly answer: boolean;
  readonly line: string;
}

/** A line for each outcome; where there are thousands, first how many older ones there were of each tool. */
function outcomes(transcript: readonly TranscriptMessage[], uptoStep: number): string[] {
  const all = outcomesOf(transcript, uptoStep);
  const kept = new Set([
    ...all.filter((outcome) => outcome.answer),
    ...newest(all.filter((outcome) => !outcome.answer && outcome.happened)),
    ...newest(all.filter((outcome) => !outcome.answer && !outcome.happened)),
  ]);
  const older = all.filter((outcome) => !kept.has(outcome));
  return [
    ...[...Map.groupBy(older, (outcome) => outcome.tool)].map(([tool, calls]) => `- ${tool}: ${countOf(calls)}`),
    ...all.filter((outcome) => kept.has(outcome)).map((outcome) => outcome.line),
  ];
}

function newest(list: readonly Outcome[]): readonly Outcome[] {
  let room = LINES_CHARS;
  const from = list.findLastIndex((outcome) => (room -= outcome.line.length) < 0);
  return list.slice(from + 1);
}

function countOf(calls: readonly Outcome[]): string {
  const failed = calls.filter((call) => !call.happened).length;
  const failures = failed === 0 ? '' : `, ${failed} of them did not happen`;
  return `${calls.length} calls before those listed here${failures}; what they left is in the folders`;
}

function outcomesOf(transcript: readonly TranscriptMessage[], uptoStep: number): Outcome[] {
  const calls = callsById(transcript);
  return transcript
    .filter((row) => row.role === 'user' && row.step - 1 <= uptoStep) // A row holds the results of the step before it.
    .flatMap((row) => row.content)
    .flatMap((block) => {
      const call = block.type === 'tool_result' ? calls.get(String(block['tool_use_id'])) : undefined;
      if (!call || isRefetchable(block)) return [];
      const answer = originOf(block) === 'user';
      if (!answer && LOOKS.has(call.name)) return [];
      const happened = block['is_error'] !== true;
      const what = `${call.name}${call.target === '' ? '' : ` ${call.target}`}${happened ? '' : ' (did not happen)'}`;
      const line = `- ${what}: ${answer ? cut(resultText(block)) : traceOf(block)}`;
      return [{ tool: call.name, happened, answer, line }];
    });
}

const cut = (text: string): string =>
  text.length <= ANSWER_CHARS ? text : `${text.slice(0, ANSWER_CHARS)} (cut here; ${text.length} characters in all)`;

function planNotice(old: readonly TranscriptMessage[]): Block[] {
  const plans = old.flatMap((row) => row.content.filter((b) => b.type === 'tool_use' && b['name'] === 'update_plan'));
  const steps = (plans.at(-1)?.['input'] as { steps?: unknown } | undefined)?.steps;
  if (!Array.isArray(steps)) return [];
  const lines = steps.map((s: { title?: unknown; status?: unknown }) => `- [${String(s.status)}] ${String(s.title)}`);
  return [noticeBlock(['The plan as it was last set:', ...lines])];
}
