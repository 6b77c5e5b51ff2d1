// Leads somebody who has no model and no task yet from home to the welcome, until they say "not now".
import { Navigate, useRouterState } from '@tanstack/react-router';
import { useSettings, useTasks } from '../state/queries.ts';
import { wasWelcomed } from '../state/welcomed.ts';

export function WelcomeGate() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const settings = useSettings().data;
  const tasks = useTasks().data;
  if (path !== '/' || !settings || tasks?.items.length !== 0 || wasWelcomed()) return null;
  if (settings.hasModelKey || settings.baseUrl !== null) return null;
  return <Navigate to="/welcome" replace />;
}
