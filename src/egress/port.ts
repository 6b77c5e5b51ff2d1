// What the rest of the product knows of the way out of a sandbox.
import type { CallKey } from '../contract/ids.ts';
import type { Host } from './host-name.ts';
import type { Refusal } from '../contract/network.ts';

export type { Host } from './host-name.ts';

/** One request, or one connection that nobody looks into. */
export interface Asked extends Host {
  readonly key: CallKey;
  /** CONNECT for a connection that nobody looks into. */
  readonly method: string;
  readonly path?: string;
}

/** How it ended; bytes as they went over the wire to the host and from it. */
export interface Ended {
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Of the answer, where it was seen. */
  readonly status?: number;
  /** Why nothing came of it. */
  readonly failed?: string;
}

/** The record of all that a sandbox sent or wanted to send. Written before anything is sent. */
export interface NetworkLog {
  /** Undefined: the task has asked so often that no more is kept, and so no more is sent. */
  begin(asked: Asked): Promise<number | undefined>;
  end(id: number, ended: Ended): Promise<void>;
  /** The same refusal again is counted. */
  refuse(asked: Asked, why: Refusal): Promise<void>;
  /** Hosts that this call was refused and that a person may allow, in the order in which they were asked for. */
  refused(key: CallKey): Promise<Host[]>;
}

/** What activities may ask of the way out. */
export interface HostAnswers {
  /** A person allowed these (host:port) to the task's commands: to the next one, or to all that come. The same approval again changes nothing. */
  allow(taskId: string, of: { approvalId: string; hosts: readonly string[]; scope: 'once' | 'task' }): Promise<void>;
}

/** Answers of people about hosts. */
export interface Reachable {
  /** For the command that comes next (`once`), or for all that come. The same approval again changes nothing. */
  allow(taskId: string, of: { approvalId: string; hosts: readonly Host[]; scope: 'once' | 'task' }): Promise<void>;
  /** What this command may reach: answers `once` that nobody has used are its own from now on. The same call again gets the same. */
  forCall(key: CallKey): Promise<Host[]>;
  forget(taskId: string): Promise<void>;
}
