// The addresses of the app. A screen is loaded when it is first opened; only home comes with the page.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { HomeScreen } from './screens/home/home-screen.tsx';
import { NotFound } from './shell/not-found.tsx';
import { RouteError } from './shell/route-error.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const getParentRoute = () => root;
const numbered = ({ at }: Record<string, unknown>): { at?: number } => (Number.isInteger(at) ? { at: Number(at) } : {});

// Each a constant of its own: made inside of the list, their parameters would have no types.
const home = createRoute({ getParentRoute, path: '/', component: HomeScreen });
const tasks = createRoute({
  getParentRoute,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./screens/home/tasks-screen.tsx'), 'TasksScreen'),
});
const task = createRoute({
  getParentRoute,
  path: '/tasks/$taskId',
  /** `at`: number of the event that was found. */
  validateSearch: numbered,
  component: lazyRouteComponent(() => import('./screens/task/task-screen.tsx'), 'TaskScreen'),
});
const outputs = createRoute({
  getParentRoute,
  path: '/tasks/$taskId/outputs',
  /** `output` is the result that is looked at; without one, the list of them. */
  validateSearch: ({ output }: Record<string, unknown>): { output?: string } => (typeof output === 'string' ? { output } : {}),
  component: lazyRouteComponent(() => import('./screens/outputs/outputs-screen.tsx'), 'OutputsScreen'),
});
const changes = createRoute({
  getParentRoute,
  path: '/tasks/$taskId/changes',
  component: lazyRouteComponent(() => import('./screens/changes/changes-screen.tsx'), 'ChangesScreen'),
});
const thread = createRoute({
  getParentRoute,
  path: '/threads/$threadId',
  validateSearch: numbered,
  component: lazyRouteComponent(() => import('./screens/thread/thread-screen.tsx'), 'ThreadScreen'),
});
const approvals = createRoute({
  getParentRoute,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./screens/approvals/approvals-screen.tsx'), 'ApprovalsScreen'),
});
const schedules = createRoute({
  getParentRoute,
  path: '/schedules',
  component: lazyRouteComponent(() => import('./screens/schedules/schedules-screen.tsx'), 'SchedulesScreen'),
});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const newSchedule = createRoute({
  getParentRoute,
  path: '/schedules/new',
  /** What is filled in; `from` is the task that is to be done again, with all that it may use. */
  validateSearch(search: Record<string, unknown>): { from?: string; prompt?: string; cadence?: string; name?: string } {
    const given = ['from', 'prompt', 'cadence', 'name'].map((name) => [name, text(search[name])] as const);
    return Object.fromEntries(given.filter(([, value]) => value !== undefined));
  },
  component: lazyRouteComponent(() => import('./screens/schedules/new-schedule-screen.tsx'), 'NewScheduleScreen'),
});
const schedule = createRoute({
  getParentRoute,
  path: '/schedules/$scheduleId',
  component: lazyRouteComponent(() => import('./screens/schedules/schedule-screen.tsx'), 'ScheduleScreen'),
});
const editSchedule = createRoute({
  getParentRoute,
  path: '/schedules/$scheduleId/edit',
  component: lazyRouteComponent(() => import('./screens/schedules/edit-schedule-screen.tsx'), 'EditScheduleScreen'),
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});
const welcome = createRoute({
  getParentRoute,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./screens/first-run/first-run-screen.tsx'), 'FirstRunScreen'),
});

const routeTree = root.addChildren([
  home,
  tasks,
  task,
  changes,
  outputs,
  thread,
  approvals,
  schedules,
  newSchedule,
  schedule,
  editSchedule,
  settings,
  welcome,
]);

export const createAppRouter = () =>
  createRouter({ routeTree, defaultPreload: 'intent', defaultErrorComponent: RouteError, scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
