// The user message that stands for old steps: the model's summary, and word for word what must never be lost.
import { isNotice, noticeBlock, textOf } from './blocks.ts';
import { callsById } from './calls.ts';
import type { Block, TranscriptMessage } from './port.ts';
import { isRefetchable, originOf, resultText, traceOf } from './tool-result-block.ts';

/** Their results say what was seen, not what was done or decided; the summary has the facts found. */
const LOOKS = new Set(['list_files', 'read_file', 'search_files', 'update_plan', 'read_skill', 'web_search', 'web_fetch']);
/** An answer of the user is kept word for word; beyond this it is cut, and says so. */
const ANSWER_CHARS = 8_000;

/**
 * Blocks of the message that replaces all steps up to and including `uptoStep`. Kept word for word: the user's own words and answers,
 * permissions and refusals, the outcome of effects, the app's notices about folders and mode, and the plan.
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

function outcomes(transcript: readonly TranscriptMessage[], uptoStep: number): string[] {
  const calls = callsById(transcript);
  const lines: string[] = [];
  for (const row of transcript) {
    // A row holds the results of the step before it.
    if (row.role !== 'user' || row.step - 1 > uptoStep) continue;
    for (const block of row.content) {
      const call = block.type === 'tool_result' ? calls.get(String(block['tool_use_id'])) : undefined;
      if (!call || isRefetchable(block)) continue;
      const answer = originOf(block) === 'user';
      if (!answer && LOOKS.has(call.name)) continue;
      const said = answer ? cut(resultText(block)) : traceOf(block);
      const failed = block['is_error'] === true ? ' (did not happen)' : '';
      lines.push(`- ${call.name}${call.target === '' ? '' : ` ${call.target}`}${failed}: ${said}`);
    }
  }
  return lines;
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
