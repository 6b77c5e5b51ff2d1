// One thing that happened, as a person reads it. Every kind of line has its look: a new one does not compile without.
import { CircleAlert, FileText, Info, TriangleAlert } from 'lucide-react';
import type { Line, TaskState } from '../../../client/task-state.ts';
import { Link } from '@tanstack/react-router';
import { Markdown } from '../../parts/markdown.tsx';
import { words } from '../../words/words.ts';
import { AnsweredLine } from '../questions/answered-line.tsx';
import { ChangesLine } from './changes-line.tsx';
import { ChildLine } from './child-line.tsx';
import { PlanLine } from './plan-line.tsx';
import { ToolLine } from './tool-line.tsx';

interface LineProps {
  readonly line: Line;
  readonly state: TaskState;
}

export function LineView({ line, state }: LineProps) {
  switch (line.kind) {
    case 'message':
      return line.role === 'user' ? <Said text={line.text} /> : <Answer text={line.text} check={line.check === true} />;
    case 'tool':
      return <ToolLine taskId={state.taskId} line={line} />;
    case 'approval': {
      const approval = state.approvals.get(line.approvalId);
      // While it waits, its card stands below.
      return approval && approval.status !== 'pending' ? <AnsweredLine {...approval} status={approval.status} /> : null;
    }
    case 'question': {
      const question = state.questions.get(line.questionId);
      if (!question || question.status === 'pending') return null;
      const answer = [...(question.choices ?? []), question.text ?? ''].filter(Boolean).join(', ');
      return (
        <div className="flex flex-col gap-1">
          <p className="whitespace-pre-wrap">{question.question}</p>
          <p className="text-sm text-muted">
            {question.status === 'answered' ? words.question.ask.answered(answer) : words.taskView.answered.superseded}
          </p>
        </div>
      );
    }
    case 'changes': {
      const changes = state.changes.get(line.changeSetId);
      return changes ? <ChangesLine changes={changes} taskId={state.taskId} /> : null;
    }
    case 'output':
      return (
        <p className="flex min-h-8 items-center gap-2 text-sm">
          <FileText size={16} aria-hidden className="shrink-0 text-muted" />
          <Link
            to="/tasks/$taskId/outputs"
            params={{ taskId: state.taskId }}
            search={{ output: line.output.id }}
            className="min-w-0 [overflow-wrap:anywhere] underline underline-offset-2"
          >
            {words.taskView.result(line.output.name)}
          </Link>
        </p>
      );
    case 'plan':
      return <PlanLine line={line} />;
    case 'child':
      return <ChildLine parentId={state.taskId} line={line} draw={(inner, of) => <LineView line={inner} state={of} />} />;
    case 'notice':
      return <Notice line={line} />;
  }
}

export function Said({ text }: { readonly text: string }) {
  return (
    <div className="ml-auto w-fit max-w-[85%] rounded-md bg-hover px-4 py-3">
      <p className="sr-only">{words.taskView.you}</p>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
    </div>
  );
}

function Answer({ text, check }: { readonly text: string; readonly check: boolean }) {
  if (text.trim() === '') return null;
  return (
    <div className={check ? 'text-sm text-muted' : ''}>
      <p className={check ? 'font-medium' : 'sr-only'}>{check ? words.taskView.check : words.taskView.agent}</p>
      <Markdown text={text} />
    </div>
  );
}

const NOTICE = {
  info: { icon: Info, tone: 'text-muted' },
  warning: { icon: CircleAlert, tone: 'text-accent' },
  error: { icon: TriangleAlert, tone: 'text-bad' },
} as const;

function Notice({ line: { level, text, action } }: { readonly line: Extract<Line, { kind: 'notice' }> }) {
  const { icon: Icon, tone } = NOTICE[level];
  return (
    <div className={`flex min-h-8 gap-2 py-1 text-sm ${tone}`}>
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        {text}
        {action !== undefined && <code className="mt-1 block w-fit font-mono text-muted">{action}</code>}
      </p>
    </div>
  );
}
