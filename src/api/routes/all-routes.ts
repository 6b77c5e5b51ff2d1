// The table of contents of the api.
import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { answerRoutes } from './answers.ts';
import { approvalRoutes } from './approvals.ts';
import { browseRoutes } from './browse.ts';
import { cancelRoutes } from './cancel.ts';
import { capabilitiesRoutes } from './capabilities.ts';
import { changesRoutes } from './changes.ts';
import { createTaskRoutes } from './create-task.ts';
import { decideRoutes } from './decide.ts';
import { deleteTaskRoutes } from './delete-task.ts';
import { eventsRoutes } from './events.ts';
import { foldersRoutes } from './folders.ts';
import { healthRoutes } from './health.ts';
import { laterRoutes } from './later.ts';
import { loginRoutes } from './login.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { networkRoutes } from './network.ts';
import { outputRoutes } from './outputs.ts';
import { patchTaskRoutes } from './patch-task.ts';
import { pauseRoutes } from './pause.ts';
import { searchRoutes } from './search.ts';
import { settingsRoutes } from './settings.ts';
import { taskRoutes } from './tasks.ts';
import { undoRoutes } from './undo.ts';
import { uploadRoutes } from './uploads.ts';

export const allRoutes = (deps: ApiDeps): readonly Route[] =>
  [
    createTaskRoutes,
    taskRoutes,
    patchTaskRoutes,
    deleteTaskRoutes,
    eventsRoutes,
    messageRoutes,
    answerRoutes,
    pauseRoutes,
    cancelRoutes,
    changesRoutes,
    networkRoutes,
    undoRoutes,
    approvalRoutes,
    decideRoutes,
    uploadRoutes,
    outputRoutes,
    browseRoutes,
    foldersRoutes,
    searchRoutes,
    settingsRoutes,
    capabilitiesRoutes,
    laterRoutes,
    loginRoutes,
    healthRoutes,
    metricsRoutes,
  ].flatMap((routes) => routes(deps));
