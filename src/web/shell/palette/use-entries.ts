// What the palette offers: places and actions, then what was found in everything that was said and made.
import { useNavigate } from '@tanstack/react-router';
import {
  CalendarClock,
  CalendarPlus,
  CircleHelp,
  FileText,
  Keyboard,
  ListTodo,
  MessageSquare,
  PanelLeft,
  Plus,
  Settings,
  Sparkles,
  SquareCheck,
  SunMoon,
} from 'lucide-react';
import type { SearchHit } from '../../../contract/http.ts';
import { openOverlay } from '../../state/overlay.ts';
import { useTasks } from '../../state/queries.ts';
import { toggleSideBar } from '../../state/side-bar.ts';
import { chooseTheme, THEMES } from '../../state/theme.ts';
import { useSearch, useThreads } from '../../state/thread-queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { words } from '../../words/words.ts';
import { type Entry, fits } from './entry.ts';

const RECENT = 6;
/** Number of a task's first event: what it was asked for stands there. */
const FIRST = 1;

interface Entries {
  readonly entries: readonly Entry[];
  /** Of what was typed: it is being looked for, or could not be. */
  readonly search: 'done' | 'under way' | 'failed';
}

/** `typed` is filtered by at once, `searched` (the same a moment later) is looked for in everything. */
export function useEntries(typed: string, searched: string): Entries {
  const places = usePlaceEntries().filter(({ title }) => fits(title, typed));
  const recent = useRecentEntries();
  const query = useSearch(searched);
  const found = useHitEntries(query.data?.items ?? []);
  if (typed === '') return { entries: [...recent, ...places], search: 'done' };
  const underWay = typed !== searched || query.isPending || query.isPlaceholderData;
  const search = query.isError ? 'failed' : underWay && query.isEnabled ? 'under way' : 'done';
  return { entries: [...(searched === '' ? [] : found), ...places], search };
}

function usePlaceEntries(): Entry[] {
  const navigate = useNavigate();
  const schedules = useCapability('schedules');
  const { go } = words.palette;
  const place = (id: keyof typeof go, icon: Entry['icon'], onChoose: () => void): Entry => ({
    ...{ id, icon, onChoose },
    group: 'places',
    title: go[id],
  });
  return [
    place('new', Plus, () => void navigate({ to: '/' })),
    place('tasks', ListTodo, () => void navigate({ to: '/tasks' })),
    place('waiting', CircleHelp, () => void navigate({ to: '/approvals' })),
    ...(schedules
      ? [
          place('schedules', CalendarClock, () => void navigate({ to: '/schedules' })),
          place('newSchedule', CalendarPlus, () => void navigate({ to: '/schedules/new', search: {} })),
        ]
      : []),
    place('settings', Settings, () => void navigate({ to: '/settings' })),
    ...THEMES.map((theme) => place(theme, SunMoon, () => chooseTheme(theme))),
    place('fold', PanelLeft, toggleSideBar),
    place('welcome', Sparkles, () => void navigate({ to: '/welcome' })),
    place('help', Keyboard, () => openOverlay('help')),
  ];
}

function useRecentEntries(): Entry[] {
  const navigate = useNavigate();
  const threads = useThreads().data?.items ?? [];
  const tasks = useTasks().data?.items ?? [];
  return [
    ...threads.map(({ id, title, updatedAt }) => ({
      ...{ id, title, updatedAt, icon: MessageSquare },
      onChoose: () => void navigate({ to: '/threads/$threadId', params: { threadId: id } }),
    })),
    ...tasks.map(({ id, title, updatedAt }) => ({
      ...{ id, title, updatedAt, icon: SquareCheck },
      onChoose: () => void navigate({ to: '/tasks/$taskId', params: { taskId: id } }),
    })),
  ]
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, RECENT)
    .map(({ updatedAt: _, ...entry }) => ({ ...entry, group: 'recent' }));
}

function useHitEntries(hits: readonly SearchHit[]): Entry[] {
  const navigate = useNavigate();
  return hits.map((hit): Entry => {
    const { taskId, threadId, title, where, ref, text } = hit;
    const at = where === 'prompt' ? { at: FIRST } : where === 'message' && ref !== undefined ? { at: Number(ref) } : {};
    const entry = { title, text, aside: words.palette.where[where], group: 'hits' as const };
    if (taskId !== undefined && ref !== undefined && (where === 'output' || where === 'output_text'))
      return {
        ...entry,
        ...{ id: `${taskId} ${ref}`, icon: FileText },
        onChoose: () => void navigate({ to: '/tasks/$taskId/outputs', params: { taskId }, search: { output: ref } }),
      };
    if (taskId !== undefined)
      return {
        ...entry,
        ...{ id: taskId, icon: SquareCheck },
        onChoose: () => void navigate({ to: '/tasks/$taskId', params: { taskId }, search: at }),
      };
    return {
      ...entry,
      ...{ id: threadId ?? title, icon: MessageSquare },
      onChoose: () => void navigate({ to: '/threads/$threadId', params: { threadId: threadId ?? '' }, search: at }),
    };
  });
}
