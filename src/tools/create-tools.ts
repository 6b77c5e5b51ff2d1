// The tools of this version, built from the ports they need.
import type { FileReader } from '../files/port.ts';
import type { Tool, Tools } from './tool.ts';

export interface ToolPorts {
  readonly files: FileReader;
  /** IANA name of the user's zone, for dates in results. */
  readonly timeZone: string;
}

/** All tools by name. Holds no state: one map serves every task. */
export function createTools(_ports: ToolPorts): Tools {
  const tools: Tool[] = [];
  return new Map(tools.map((tool) => [tool.name, tool]));
}
