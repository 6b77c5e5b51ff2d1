// The tools of this version, built from the ports they need.
import type { FileReader, Workspace } from '../files/port.ts';
import type { Commands } from '../sandbox/command-port.ts';
import { askUser } from './ask-user.ts';
import { bash } from './bash.ts';
import { createArtifact } from './create-artifact.ts';
import { deleteFiles } from './delete-files.ts';
import { deliverFiles } from './deliver-files.ts';
import { editFile } from './edit-file.ts';
import { listFiles } from './list-files.ts';
import { moveFiles } from './move-files.ts';
import { readFile } from './read-file.ts';
import { requestFolder } from './request-folder.ts';
import { scheduleTask } from './schedule-task.ts';
import { searchFiles } from './search-files.ts';
import { spawnTasks } from './spawn-tasks.ts';
import type { Tool, Tools } from './tool.ts';
import { updatePlan } from './update-plan.ts';
import { zonedDates } from './words/zoned-dates.ts';
import { writeFile } from './write-file.ts';

export interface ToolPorts {
  readonly files: FileReader;
  readonly commands: Commands;
  /** Keeps a long text whole and says its path. */
  readonly spill: Workspace['spill'];
  /** IANA name of the user's zone, for dates in results. */
  readonly timeZone: string;
}

/** All tools by name. Holds no state of tasks: one map serves them all. */
export function createTools({ files, commands, spill, timeZone }: ToolPorts): Tools {
  const tools: Tool[] = [
    askUser(),
    bash({ commands, spill }),
    createArtifact({ files }),
    deleteFiles(),
    deliverFiles(),
    editFile(),
    listFiles({ files, dates: zonedDates(timeZone) }),
    moveFiles(),
    readFile({ files }),
    requestFolder(),
    scheduleTask(),
    searchFiles({ files }),
    spawnTasks(),
    updatePlan(),
    writeFile(),
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}
