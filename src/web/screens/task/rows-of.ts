// What of a task's lines is drawn in the conversation: not what shows elsewhere, so that nothing is said twice.
import type { Line, TaskState } from '../../../client/task-state.ts';

export function rowsOf(state: TaskState): readonly Line[] {
  const outcome = state.outcome?.trim();
  const check = state.check?.text.trim();
  // Said again by the card at the end.
  const last = state.lines.findLastIndex((line) => isAnswer(line) && line.text.trim() === outcome);
  const looked = state.lines.findLastIndex((line) => isAnswer(line) && line.text.trim() === check);
  const waits = state.status === 'waiting_approval' || state.status === 'waiting_input';
  const delivered = new Set<string>();
  return state.lines.filter((line, place) => {
    switch (line.kind) {
      case 'message':
        return line.text.trim() !== '' && place !== last && place !== looked;
      case 'tool':
        // The plan shows itself; what waits for a person has its card.
        if (line.state === 'running') return !waits && line.tool !== 'update_plan';
        return line.tool !== 'update_plan' || line.state === 'failed';
      case 'approval':
        return state.approvals.get(line.approvalId)?.status !== 'pending';
      case 'question':
        return state.questions.get(line.questionId)?.status !== 'pending';
      case 'changes':
        return !['proposed', 'rejected'].includes(state.changes.get(line.changeSetId)?.state ?? 'proposed');
      case 'output':
        // Said again once it is delivered: the first mention is enough.
        if (delivered.has(line.output.id)) return false;
        delivered.add(line.output.id);
        return true;
      case 'plan':
      case 'child':
      case 'notice':
        return true;
    }
  });
}

const isAnswer = (line: Line): line is Extract<Line, { kind: 'message' }> => line.kind === 'message' && line.role === 'assistant';
