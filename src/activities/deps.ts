// What the activities are given. The composition root (`worker.ts`) builds it; nothing here is global.
import type { TaskStore } from '../store/port.ts';
import type { ChangeSets, Grants, Workspace } from '../files/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { WorkerLink } from '../link/port.ts';
import type { Harness } from '../model/harness.ts';
import type { Model } from '../model/port.ts';
import type { CrashPoints } from '../contract/crash-points.ts';
import type { Slots } from '../contract/queue.ts';
import type { HostAnswers } from '../egress/port.ts';
import type { Commands } from '../sandbox/command-port.ts';
import type { ToolSpec } from '../contract/tools.ts';
import type { Tools } from '../tools/tool.ts';
import type { ExplainError } from '../tools/explain-error.ts';
import type { DesktopFolders } from '../desktop/folders.ts';
import type { Mirror } from '../desktop/mirror.ts';
import type { Running } from './running.ts';
import type { Transcripts } from './transcripts.ts';

export interface ActivityDeps {
  readonly store: TaskStore;
  readonly ledger: Ledger;
  readonly grants: Pick<Grants, 'ofTask' | 'standing'>;
  readonly folders: Pick<DesktopFolders, 'settle' | 'give' | 'remember'>;
  readonly changeSets: ChangeSets;
  readonly workspace: Workspace;
  readonly commands: Pick<Commands, 'forget'>;
  readonly network: HostAnswers;
  readonly mirror: Mirror;
  readonly model: Model;
  /** What is pure around a model call: prompt, context, guards, check. */
  readonly conversation: Harness;
  readonly tools: Tools;
  /** The same tools as the model gets them: made once, the same bytes in each request. */
  readonly toolSpecs: () => readonly ToolSpec[];
  /** Those of threads. */
  readonly threadToolSpecs: () => readonly ToolSpec[];
  /** An error of the files as a result that the model can act on; throws on what is not for it. */
  readonly explain: ExplainError;
  readonly link: Pick<WorkerLink, 'ephemeral'>;
  readonly running: Running;
  readonly transcripts: Transcripts;
  /** Settings that may change while running. */
  readonly dailyMaxUsd: () => Promise<number>;
  /** How many tasks work at once. */
  readonly slots: () => Promise<Slots>;
  /** For runs of a schedule that names none. */
  readonly defaultModel: () => Promise<string>;
  readonly desktopQueue: string;
  /** True when this worker also serves the desktop queue, so that quick reads may be local activities. */
  readonly localReads: boolean;
  readonly now: () => Date;
  readonly timeZone: string;
  readonly log: ActivityLog;
  readonly crash: CrashPoints;
}

export interface ActivityLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
