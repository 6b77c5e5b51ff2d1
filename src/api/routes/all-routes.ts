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
import { demoRoutes } from './demo.ts';
import { deleteTaskRoutes } from './delete-task.ts';
import { eventsRoutes } from './events.ts';
import { exportRoutes } from './exports.ts';
import { foldersRoutes } from './folders.ts';
import { healthRoutes } from './health.ts';
import { healthCheckRoutes } from './health-checks.ts';
import { laterRoutes } from './later.ts';
import { loginRoutes } from './login.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { networkRoutes } from './network.ts';
import { outputRoutes } from './outputs.ts';
import { pageRoutes } from './pages.ts';
import { patchTaskRoutes } from './patch-task.ts';
import { pauseRoutes } from './pause.ts';
import { queueRoutes } from './queue.ts';
import { scheduleControlRoutes } from './schedule-control.ts';
import { scheduleRoutes } from './schedules.ts';
import { searchRoutes } from './search.ts';
import { settingsRoutes } from './settings.ts';
import { suggestionRoutes } from './suggestions.ts';
import { stepRoutes } from './steps.ts';
import { taskRoutes } from './tasks.ts';
import { threadRoutes } from './threads.ts';
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
    queueRoutes,
    cancelRoutes,
    changesRoutes,
    stepRoutes,
    networkRoutes,
    undoRoutes,
    approvalRoutes,
    decideRoutes,
    uploadRoutes,
    outputRoutes,
    browseRoutes,
    // Before the folders: there `suggestions` would be an id.
    suggestionRoutes,
    foldersRoutes,
    scheduleRoutes,
    scheduleControlRoutes,
    threadRoutes,
    searchRoutes,
    settingsRoutes,
    demoRoutes,
    exportRoutes,
    healthCheckRoutes,
    pageRoutes,
    capabilitiesRoutes,
    laterRoutes,
    loginRoutes,
    healthRoutes,
    metricsRoutes,
  ].flatMap((routes) => routes(deps));
